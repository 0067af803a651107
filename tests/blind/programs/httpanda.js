// A firm's rooms and who has them, by HTTPanda: node httpanda.js BOOKINGS.json PORT MODULES
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');

const [file, port, modules] = process.argv.slice(2);
const { Server } = require(path.join(modules, 'httpanda'));
const bookings = JSON.parse(readFileSync(file, 'utf8'));

function answer(response, said) {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(said));
}

new Server()
  .get('/', (request, response) => answer(response, bookings))
  .get('/bookings/:id', (request, response) => answer(response, bookings[Number(request.params.id)]))
  .listen(Number(port), '127.0.0.1');
