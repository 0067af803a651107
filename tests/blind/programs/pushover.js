// Git over HTTP with pushover: node pushover.js FOLDER PORT
'use strict';
const [folder, port] = process.argv.slice(2);
const pushover = require(`${process.env.NODE_PATH}/pushover`);
const repositories = pushover(folder);
repositories.on('push', (push) => push.accept());
repositories.on('fetch', (fetch) => fetch.accept());
require('node:http').createServer((request, response) => repositories.handle(request, response)).listen(Number(port));
