// A federated wiki of one site: node wiki_server.mjs FOLDER PORT MODULES
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, port, modules] = process.argv.slice(2);
const root = path.join(modules, 'wiki-server');
const { default: wiki } = await import(pathToFileURL(path.join(root, 'index.js')));
const app = await wiki({ root, data: folder, port: Number(port) });
app.on('owner-set', () => {
  const server = http.createServer(app);
  server.listen(Number(port), '127.0.0.1', () => app.emit('running-serv', server));
});
