// An MQTT broker with what its senders left: node aedes.mjs TOPICS.json PORT MODULES
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [topics, port, modules] = process.argv.slice(2);
const { Aedes } = await import(pathToFileURL(path.join(modules, 'aedes', 'aedes.js')));
const broker = await Aedes.createBroker();
for (const [topic, payload] of Object.entries(JSON.parse(readFileSync(topics, 'utf8')))) {
  await new Promise((done) => broker.publish({ topic, payload, retain: true, qos: 0 }, done));
}
net.createServer(broker.handle).listen(Number(port), '127.0.0.1');
