// The dashboard of Sidequest: node sidequest.mjs PEOPLE.json PORT NODE_MODULES DATABASE [PASSWORD]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [people, port, modules, address, password] = process.argv.slice(2);
const from = createRequire(`${modules}/.here.js`);
const load = (name) => import(pathToFileURL(from.resolve(name)).href);
const { createBackendFromDriver } = await load('@sidequest/backend');
const { SidequestDashboard } = await load('@sidequest/dashboard');
const backendConfig = { driver: '@sidequest/postgres-backend', config: address };
const backend = await createBackendFromDriver(backendConfig);
await backend.migrate();
for (const [name, mail, phone] of JSON.parse(readFileSync(people, 'utf8'))) {
  const job = { queue: 'invoices', script: 'send.js', class: 'SendReminder', state: 'waiting', attempt: 0 };
  await backend.createNewJob({ ...job, args: [{ to: mail, name, phone }], constructor_args: [] });
}
await backend.close();
const auth = password ? { auth: { user: 'keeper', password } } : {};
await new SidequestDashboard().start({ port: Number(port), backendConfig, ...auth });
