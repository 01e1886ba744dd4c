// npm start [-- --port N]: installs what is missing, builds, serves the app on 127.0.0.1 and prints its address.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureNode, root, runTool } from './ensure.mjs';
import { serveFolder } from './static-server.mjs';

ensureNode();
const at = process.argv.indexOf('--port');
const wanted = at > 0 ? Number(process.argv[at + 1]) : 4173;
if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
  console.error('--port takes a number from 0 to 65535.');
  process.exit(1);
}
ensureDependencies();
const dist = join(root, 'dist');
if (!runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn']) || !existsSync(join(dist, 'index.html'))) {
  console.error('The build failed; see the messages above.');
  process.exit(1);
}
try {
  const { port } = await serveFolder(dist, wanted);
  console.log(`Wheelhouse (조타실): http://127.0.0.1:${port}/`);
} catch (error) {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`Port ${wanted} is taken. Choose another: npm start -- --port ${wanted + 1}`);
  process.exit(1);
}
