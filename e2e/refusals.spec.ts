import { expect, test, web, type Learner } from './learner.ts';
import { ko } from './words.ts';

/** Everything Kubernetes refuses: the sentence a learner understands first, then the exact words, and the line. */
test.use({ locale: 'ko-KR' });

interface Refusal {
  readonly yaml: string;
  readonly sentence: string;
  readonly exact: string;
  readonly line: number;
}

const refusals: Record<string, Refusal> = {
  'a YAML mistake': {
    yaml: web(3).replace('  replicas: 3', '  replicas: 3\n   selector:'),
    sentence: ko('editor.problem.syntax'),
    exact:
      'error: error parsing web.yaml: error converting YAML to JSON: yaml: line 7: mapping values are not allowed in this context',
    line: 7,
  },
  'a field nobody knows': {
    yaml: web(3).replace('replicas: 3', 'replica: 3'),
    sentence: ko('editor.problem.unknown-field'),
    exact: 'strict decoding error: unknown field "spec.replica"',
    line: 6,
  },
  'a kind this apiVersion has not': {
    yaml: web(3).replace('apps/v1', 'v1'),
    sentence: ko('editor.problem.no-kind'),
    exact: 'no matches for kind "Deployment" in version "v1"',
    line: 2,
  },
  'a selector that does not match': {
    yaml: web(3).replace('labels:\n        app: web', 'labels:\n        app: other'),
    sentence: ko('editor.problem.selector'),
    exact:
      'spec.template.metadata.labels: Invalid value: map[string]string{"app":"other"}: `selector` does not match template `labels`',
    line: 12,
  },
  'a name that is none': {
    yaml: web(3).replace('name: web', 'name: My_Web'),
    sentence: ko('editor.problem.name'),
    exact:
      'metadata.name: Invalid value: "My_Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
    line: 4,
  },
};

async function isTold(learner: Learner, { sentence, exact, line }: Refusal): Promise<void> {
  const told = learner.page.getByRole('alert').filter({ hasText: sentence });
  await expect(told).toContainText(exact);
  await expect(told.getByRole('button', { name: sentence })).toContainText(ko('editor.line', { line }));
  const text = await told.innerText();
  expect(text.indexOf(sentence)).toBeLessThan(text.indexOf(exact));
  await expect(learner.page.locator('.squiggly-error')).not.toHaveCount(0);
}

test('each mistake in a manifest is explained on its line, and the cluster stays as it was', async ({ learner }) => {
  await learner.practisesFreely();
  for (const [name, refusal] of Object.entries(refusals)) {
    await test.step(name, async () => {
      await learner.writes(refusal.yaml);
      await learner.applies();
      await isTold(learner, refusal);
    });
  }
  await learner.types('clear');
  await learner.types('kubectl get deployments,replicasets,pods');
  await expect(learner.terminalText()).toContainText('No resources found in default namespace.');
  // The way to the line is one press.
  await learner.page.getByRole('button', { name: ko('editor.line', { line: 4 }) }).click();
  await learner.page.keyboard.press('End');
  for (let i = 0; i < 'My_Web'.length; i++) await learner.page.keyboard.press('Backspace');
  await learner.page.keyboard.type('web');
  await learner.page.keyboard.press('ControlOrMeta+s');
  await expect(learner.terminalText()).toContainText('deployment.apps/web created');
  await expect(learner.page.getByRole('alert').filter({ hasText: ko('editor.problem.name') })).toHaveCount(0);
});

test('an immutable field is explained and nothing changes', async ({ learner }) => {
  await learner.practisesFreely();
  await learner.writes(web(1));
  await learner.applies();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(1);
  await learner.writes(web(1).replaceAll('app: web', 'app: other'));
  await learner.applies();
  await learner.seesTheEnd();
  await isTold(learner, {
    yaml: '',
    sentence: ko('editor.problem.immutable'),
    exact:
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"other"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    line: 7,
  });
  await learner.types('clear');
  await learner.types('kubectl get deployment web -o wide');
  await expect(learner.terminalText()).toContainText('app=web');
});

test('of three documents the bad one is refused, the other two are there', async ({ learner }) => {
  await learner.practisesFreely();
  const named = (name: string): string => web(1).replaceAll('web', name);
  await learner.writes(
    [named('first'), named('second').replace('replicas: 1', 'replicas: -1'), named('third')].join('---\n'),
  );
  await learner.applies();
  await learner.seesTheEnd();
  const rows = learner.terminalText();
  await expect(rows).toContainText('deployment.apps/first created');
  await expect(rows).toContainText('deployment.apps/third created');
  await isTold(learner, {
    yaml: '',
    sentence: ko('editor.problem.invalid'),
    exact: 'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    line: 24,
  });
  await expect(learner.pods('Running')).toHaveCount(2);
  expect((await learner.podNames()).map((name) => name.split('-')[0])).toEqual(['first', 'third']);
});
