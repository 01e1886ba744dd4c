// node scripts/serve-dist.mjs PORT: serves the build that is there, for the end-to-end tests.
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { serveFolder } from './static-server.mjs';

const { port } = await serveFolder(join(root, 'dist'), Number(process.argv[2]));
console.log(`http://127.0.0.1:${port}/`);
