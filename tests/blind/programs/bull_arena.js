// Arena over the queues of Bull: node bull_arena.js PEOPLE.json PORT REDIS_PORT
const { readFileSync } = require('node:fs');
const Arena = require('bull-arena');
const Bull = require('bull');

const [people, port, redisPort] = process.argv.slice(2);
const redis = { host: '127.0.0.1', port: Number(redisPort) };

async function main() {
  const queue = new Bull('call-back', { redis });
  for (const [name, mail, phone] of JSON.parse(readFileSync(people, 'utf8'))) {
    await queue.add({ to: mail, name, phone, about: 'unpaid invoice' });
  }
  await queue.close();
  const queues = [{ name: 'call-back', hostId: 'Depot', redis }];
  Arena({ Bull, queues }, { port: Number(port), host: '127.0.0.1', useCdn: false });
}

main();
