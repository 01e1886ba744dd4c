// Set-up that every command shares. Uses Node built-ins only, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program in the project folder with its output shown; true when it succeeded. */
export function run(command, args, options = {}) {
  const shell = process.platform === 'win32' && command === 'npm';
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell, ...options }).status === 0;
}

/** Runs a tool of node_modules by its file, so that no PATH matters. */
export const runTool = (file, args, options) =>
  run(process.execPath, [join(root, 'node_modules', file), ...args], options);

export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  console.error(`Wheelhouse needs Node.js 20.19 or newer (22.12 or newer of the 22s); this is ${process.version}.`);
  process.exit(1);
}

/** Installs node_modules when they are missing or the lock file has changed since. Says nothing on stdout. */
export function ensureDependencies() {
  const stamp = join(root, 'node_modules/.lock-hash');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const quiet = { stdio: ['ignore', 2, 2] };
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!run('npm', ['ci', ...flags], quiet) && !run('npm', ['install', ...flags], quiet)) {
    console.error('npm could not install the dependencies; see its messages above.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

const under = (variable, path) => (process.env[variable] ? [join(process.env[variable], path)] : []);

function installedBrowser() {
  return [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((v) => [
      ...under(v, 'Google/Chrome/Application/chrome.exe'),
      ...under(v, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
  ].find((path) => path && existsSync(path));
}

/** Path of a Chromium: one on the machine, else Playwright's own, else Debian's package. Ends the program when there is none. */
export async function ensureBrowser() {
  const system = installedBrowser();
  if (system) return system;
  const { chromium } = await import('playwright-core');
  const own = () => {
    try {
      return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
    } catch {
      return undefined;
    }
  };
  if (own()) return own();
  runTool('playwright-core/cli.js', ['install', 'chromium'], { timeout: 180_000 });
  if (own()) return own();
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update'], { env });
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], { env });
    const path = installedBrowser();
    if (path) return path;
  }
  console.error('The end-to-end tests need a browser: install Chrome or Chromium, or set CHROMIUM_PATH.');
  process.exit(1);
}
