// The package's server as its README starts it: node twillio_sms_mock.js PORT NODE_MODULES
'use strict';
const [port, modules] = process.argv.slice(2);
const { createTwillioMockServer } = require(`${modules}/twillio-sms-mock`);
createTwillioMockServer({ port: Number(port) }).start();
