// npm run screenshots [-- 390]: builds the app, walks through it in Chromium and writes docs/screenshots (README shows some).
// Every picture is of the real page at the end of real steps, in three sizes, both themes and both languages.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser, ensureDependencies, ensureNode, root, runTool } from './ensure.mjs';
import { serveFolder } from './static-server.mjs';

ensureNode();
ensureDependencies();
const executablePath = await ensureBrowser();
if (!runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'])) process.exit(1);
const { chromium } = await import('playwright-core');
const folder = join(root, 'docs/screenshots');
mkdirSync(folder, { recursive: true });
const { server, port } = await serveFolder(join(root, 'dist'), 0);
const browser = await chromium.launch({
  executablePath,
  args: [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});

const sizes = { 1440: [1440, 900], 1024: [1024, 768], 390: [390, 844] };
const course = /^(전체 과정|Course)$/;
const next = /^(다음|Next)(?! (장면|phase))/;

/** What is shown, and how one gets there. */
const scenes = {
  async first(page) {
    await page.getByRole('button', { name: next }).first().click();
    await page.waitForTimeout(1300);
  },
  async running(page) {
    await page.getByRole('button', { name: next }).first().click();
    await page.waitForTimeout(1200);
    await page.keyboard.press('End');
    await page
      .getByRole('button', { name: /Running/ })
      .first()
      .waitFor();
    await page.waitForTimeout(900);
  },
  async lesson(page) {
    await page.getByRole('button', { name: course }).first().click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /11단계|Eleven steps/ })
      .first()
      .click();
    await page.waitForTimeout(2500);
    const editor = page.getByTestId('editor');
    if (await editor.isVisible().catch(() => false)) {
      await editor.click();
      await page.keyboard.press('ControlOrMeta+s');
      await page.waitForTimeout(3500);
    }
  },
};

for (const [sizeName, [width, height]] of Object.entries(sizes)) {
  if (process.argv[2] && process.argv[2] !== sizeName) continue;
  for (const colorScheme of ['dark', 'light']) {
    for (const lang of ['ko', 'en']) {
      for (const [name, walk] of Object.entries(scenes)) {
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          locale: lang === 'ko' ? 'ko-KR' : 'en-US',
        });
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${port}/`);
        await page
          .getByRole('button', { name: /w1-k8s/ })
          .first()
          .waitFor();
        const file = `${name}-${colorScheme}-${lang}-${sizeName}.png`;
        try {
          await walk(page);
        } catch (error) {
          console.error(`${file}: ${String(error).split('\n')[0]}`);
          process.exitCode = 1;
        }
        await page.screenshot({ path: join(folder, file) });
        console.log(file);
        await context.close();
      }
    }
  }
}
await browser.close();
server.close();
