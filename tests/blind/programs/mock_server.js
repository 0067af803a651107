// A mock of two tables: node mock_server.js TABLES.json PORT
'use strict';
const mockServer = require('@36node/mock-server');

const [tables, port] = process.argv.slice(2);
mockServer({ db: require(tables) }).listen(Number(port), '127.0.0.1');
