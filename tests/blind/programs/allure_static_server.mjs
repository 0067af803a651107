// Serves a folder as the package's README does: node allure_static_server.mjs FOLDER PORT NODE_MODULES
import { pathToFileURL } from 'node:url';

const [folder, port, modules] = process.argv.slice(2);
const { serve } = await import(pathToFileURL(`${modules}/@allurereport/static-server/dist/index.js`).href);
await serve({ servePath: folder, port: Number(port) });
