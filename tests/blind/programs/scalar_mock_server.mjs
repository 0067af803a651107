// A mock of an OpenAPI document: node scalar_mock_server.mjs DOCUMENT PORT NODE_MODULES
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [document, port, modules] = process.argv.slice(2);
const from = createRequire(`${modules}/.here.js`);
const load = (name) => import(pathToFileURL(from.resolve(name)).href);
const { serve } = await load('@hono/node-server');
const { createMockServer } = await load('@scalar/mock-server');
const app = await createMockServer({ specification: JSON.parse(readFileSync(document, 'utf8')) });
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' });
