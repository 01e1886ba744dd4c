import { expect, test, web } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('a reload loses nothing: text, cluster, play-head, history; and works without a network', async ({
  learner,
  page,
  context,
}) => {
  await learner.practisesFreely();
  await learner.writes(web(2));
  await learner.applies();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(2);
  await learner.goesToLine(1);
  await page.keyboard.type('# mine');
  await page.keyboard.press('Enter');
  await learner.types('echo kept');
  await page.getByRole('button', { name: ko('time.back') }).click();
  await page.getByRole('button', { name: ko('time.back') }).click();
  const isBack = async (): Promise<boolean> => learner.counter().then(({ at, all }) => at < all);
  await expect.poll(isBack).toBe(true);
  // The list of Pods follows the picture a moment later.
  await page.waitForTimeout(500);
  const names = await learner.podNames();
  const told = await page.getByTestId('live').innerText();
  const at = await learner.counter();

  const staysAsItWas = async (): Promise<void> => {
    await expect(page.getByTestId('live')).toHaveText(told);
    await expect.poll(() => learner.counter()).toEqual(at);
    await expect.poll(() => learner.podNames()).toEqual(names);
    await expect(learner.editor()).toContainText('# mine');
  };
  await page.reload();
  await staysAsItWas();
  await learner.terminal().click();
  await page.keyboard.press('ArrowUp');
  await expect(learner.terminalText()).toContainText('echo kept');

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await staysAsItWas();
  await page.getByRole('button', { name: ko('time.step'), exact: true }).click();
  await expect.poll(async () => (await learner.counter()).at).toBe(at.at + 1);
});

test('a link to this moment opens it for somebody else', async ({ learner, page, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await learner.practisesFreely();
  await learner.writes(web(3));
  await learner.applies();
  await learner.seesTheEnd();
  await learner.types('kubectl scale deployment web --replicas=1');
  await learner.seesTheEnd();
  await expect(learner.pods('')).toHaveCount(1);
  // The first step back leads from the end of all to its last message.
  const { at: last } = await learner.counter();
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: ko('time.back') }).click();
  await expect.poll(async () => (await learner.counter()).at).toBe(last - 2);
  const told = page.getByTestId('live');
  const { at } = await learner.counter();
  await page.getByRole('button', { name: ko('top.share') }).click();
  await expect(page.getByRole('region', { name: ko('problem.region') })).toContainText(ko('top.shared'));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThanOrEqual(2_000);

  const other = await browser.newContext({ locale: 'ko-KR' });
  const theirs = new (learner.constructor as new (page: typeof learner.page) => typeof learner)(await other.newPage());
  await theirs.page.goto(link);
  await expect(theirs.page.getByTestId('live')).toHaveText(await told.innerText());
  expect((await theirs.counter()).at).toBe(at);
  expect(await theirs.podNames()).toEqual(await learner.podNames());
  await theirs.seesTheEnd();
  await expect(theirs.pods('Running')).toHaveCount(1);
  expect(theirs.errors).toEqual([]);
  await other.close();
});

test('language and theme are switched on the spot and remembered', async ({ learner, page }) => {
  await learner.opens();
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'ko');
  await page.getByRole('button', { name: 'EN' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('keep 1 copy');
  await expect(page.getByRole('button', { name: /^Next/ })).toBeVisible();
  await expect(html).toHaveAttribute('lang', 'en');
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await page.getByRole('button', { name: /^(Dark|Light) theme$/ }).click();
  await expect.poll(background).not.toBe(before);
  const theme = await html.getAttribute('data-theme');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('keep 1 copy');
  await expect(html).toHaveAttribute('data-theme', theme!);
});
