// Matador over the queues of Bull: node bull_ui.js PEOPLE.json PORT REDIS_PORT MODULES
'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');

const [people, port, redisPort, modules] = process.argv.slice(2);
const ui = path.join(modules, 'bull-ui');
const Bull = require(require.resolve('bull', { paths: [ui] }));

async function main() {
  const queue = Bull('reminders', Number(redisPort), '127.0.0.1');
  for (const [name, mail, phone] of JSON.parse(readFileSync(people, 'utf8'))) {
    await queue.add({ to: mail, name, phone, about: 'second reminder' });
  }
  const redis = { host: '127.0.0.1', port: Number(redisPort) };
  require(path.join(ui, 'app'))({ redis }).listen(Number(port), '127.0.0.1');
}

main();
