// A folder by WebDAV for anyone: node webdav_server.js FOLDER PORT MODULES
'use strict';
const path = require('node:path');

const [folder, port, modules] = process.argv.slice(2);
const webdav = require(path.join(modules, 'webdav-server')).v2;

const server = new webdav.WebDAVServer({ port: Number(port), hostname: '127.0.0.1' });
server.setFileSystem('/', new webdav.PhysicalFileSystem(folder), () => server.start());
