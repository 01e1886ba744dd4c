import { expect, test, web } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('YAML: written with help, applied with Ctrl+S, three Pods; five with Ctrl+Enter', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.writes(web(3));

  // Completion: what may stand under a container, and `replicas` under the spec.
  await learner.goesToLine(19);
  await page.keyboard.type('          re');
  await page.keyboard.press('ControlOrMeta+Space');
  const offers = page.locator('.suggest-widget .monaco-list-row');
  await expect(offers.filter({ hasText: /^readinessProbe/ })).toBeVisible();
  await expect(offers.filter({ hasText: /^resources/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Delete');

  // The field's documentation under the mouse.
  await learner.word('replicas').hover();
  await expect(page.locator('.monaco-hover').filter({ hasText: 'Number of desired pods' })).toBeVisible();

  // A wrong type is underlined before anything is sent.
  await learner.writes(web(3).replace('replicas: 3', 'replicas: three'));
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
  await learner.writes(web(3));
  await expect(page.locator('.squiggly-error')).toHaveCount(0);

  await learner.applies();
  await expect(learner.terminalText()).toContainText('deployment.apps/web created');
  await expect(learner.pods('Running')).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: ko('editor.applied') })).toBeVisible();

  await learner.writes(web(5));
  await expect(page.getByRole('button', { name: new RegExp(`^${ko('editor.apply')} `) })).toBeVisible();
  await learner.editor().click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(learner.terminalText()).toContainText('deployment.apps/web configured');
  await expect(learner.pods('Running')).toHaveCount(5, { timeout: 60_000 });
});
