import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type Learner } from './learner.ts';
import { ko, lesson } from './words.ts';

const words = lesson('first-five-minutes');

/** No finding of axe, in words a reader of the report can use. */
async function isAccessible(page: Page, screen: string, part = 'body'): Promise<void> {
  await test.step(screen, async () => {
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    expect
      .soft(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(' | ')}`,
        ),
      )
      .toEqual([]);
  });
}

async function everyScreen(learner: Learner, theme: string): Promise<void> {
  const { page } = learner;
  await learner.opens();
  await isAccessible(page, `first screen, ${theme}`);
  await page.getByRole('button', { name: ko('top.course') }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: words.title })).toBeVisible();
  await isAccessible(page, `course, ${theme}`);
  await page.keyboard.press('Escape');
  await learner.startsLesson(lesson('pod-creation-replay').title);
  await expect(page.getByRole('textbox', { name: /hello-rs.yaml/ })).toBeAttached();
  await isAccessible(page, `lesson, ${theme}`);
  await learner.practisesFreely();
  await expect(page.getByRole('textbox', { name: /YAML/ })).toBeAttached();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(2);
  await learner.inspects(/^파드 web-/);
  for (const tab of ['overview', 'yaml', 'events', 'why'] as const) {
    await page.getByRole('tab', { name: ko(`inspector.tab.${tab}`) }).click();
    await isAccessible(
      page,
      `free practice, inspector ${tab}, ${theme}`,
      tab === 'overview' ? 'body' : '#panel-inspector',
    );
  }
  await page.getByRole('button', { name: ko('graph.owners') }).click();
  await expect(page.getByRole('region', { name: ko('owners.label') })).toContainText('ReplicaSet');
  await isAccessible(page, `who owns whom, ${theme}`);
  await learner.graph().click({ position: { x: 6, y: 6 } });
  await page.getByRole('button', { name: ko('graph.owners') }).click();
  await learner.looksInside(ko('name.apiserver'));
  for (const room of ['apiserver', 'etcd', 'controller-manager', 'scheduler', 'kubelet', 'runtime'] as const) {
    await learner
      .inside()
      .getByRole('navigation')
      .getByRole('button', { name: ko(`name.${room}`) })
      .click();
    await expect(learner.inside().getByRole('heading', { level: 3 }).first()).toBeVisible();
    await isAccessible(page, `inside ${room}, ${theme}`, '[data-testid=inside]');
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await isAccessible(page, `palette, ${theme}`);
}

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ locale: 'ko-KR', colorScheme });
    test('no screen has a finding', async ({ learner }) => everyScreen(learner, colorScheme));

    test.describe('phone', () => {
      test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      test('no screen has a finding', async ({ learner, page }) => {
        await learner.opens();
        await isAccessible(page, `phone, first screen, ${colorScheme}`);
        await learner.startsLesson(lesson('pod-creation-replay').title);
        for (const tab of ['timeline', 'editor', 'terminal', 'inspector'] as const) {
          await page.getByRole('tab', { name: ko(`side.${tab}`) }).tap();
          await isAccessible(page, `phone, ${tab}, ${colorScheme}`);
        }
      });
    });
  });
}

test.describe('without a mouse and without motion', () => {
  test.use({ locale: 'ko-KR', reducedMotion: 'reduce' } as object);

  /** Tab until this has the focus, as long as a person would. */
  async function tabsTo(page: Page, name: string): Promise<void> {
    const target = page.getByRole('button', { name, exact: true });
    await expect(target).toBeVisible();
    for (let i = 0; i < 60; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way to “${name}” by Tab`);
  }

  test('the first lesson with the keyboard alone; what has the focus is seen', async ({ learner, page }) => {
    await learner.opens();
    const heading = page.getByRole('heading', { level: 1 });
    await expect(page.getByRole('button', { name: new RegExp(`^${ko('next.step')}`) })).toBeEnabled();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('live')).toContainText('API');
    await page.keyboard.press('Space');
    await expect(heading).toContainText(words.task('make-it-three').title, { timeout: 90_000 });
    await tabsTo(page, '+1');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).not.toBe('none');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await tabsTo(page, words.task('make-it-three').button!);
    await page.keyboard.press('Enter');
    await expect(heading).toContainText(words.task('guess').title, { timeout: 90_000 });
    await tabsTo(page, words.option('guess', '3'));
    await page.keyboard.press('Enter');
    await tabsTo(page, words.task('delete-one').button!);
    await page.keyboard.press('Enter');
    await expect(heading).toContainText(ko('lesson.finished'), { timeout: 90_000 });
    await tabsTo(page, ko('lesson.next'));
    // Nothing on the page moves by itself.
    expect(await page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length)).toBe(0);
  });
});
