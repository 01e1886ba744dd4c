import { expect, test } from './learner.ts';

test.use({ locale: 'ko-KR' });

const actors = ['API 서버', 'API 서버', 'ReplicaSet 컨트롤러', 'API 서버', 'API 서버', '스케줄러', 'API 서버', 'API 서버', 'kubelet', 'kubelet', 'API 서버'];

test('replay: eleven predictions on the way to a Pod; then back, forth, and another future', async ({ learner, page }) => {
  await learner.startsLesson(/11단계/);
  await expect(page.getByRole('textbox', { name: /hello-rs.yaml/ })).toBeAttached();
  await learner.applies();

  const choices = page.getByRole('group', { name: '예측' });
  const status = page.getByText('아쉽습니다');
  await test.step('the story stops at each step and asks who is next', async () => {
    await expect(page.getByText('1 / 11', { exact: true })).toBeInViewport();
    await choices.getByRole('button', { name: 'kubelet' }).click();
    await expect(status).toBeVisible();
    for (const [i, actor] of actors.entries()) {
      await expect(page.getByText(`${i + 1} / 11`, { exact: true })).toBeVisible();
      await choices.getByRole('button', { name: actor, exact: true }).click();
      await page.getByRole('button', { name: '한 단계', exact: true }).click();
    }
    await learner.plays();
    await expect(page.getByText('11번 가운데 10번을 한 번에 맞혔습니다')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: '5단계 뒤의 nodeName' })).toHaveAttribute('aria-current', 'step');
    await expect(learner.pods('Running')).toHaveCount(1);
    expect(await learner.counter()).toEqual({ at: 12, all: 12 });
  });

  await test.step('a command given while a question waits is told to wait, and runs when the question is answered', async () => {
    await learner.types('kubectl get replicasets');
    await expect(learner.terminalText()).toContainText('수업의 질문이 답을 기다리고 있습니다');
    const open = page.locator('[aria-current="step"]');
    for (const [task, answer] of [
      ['5단계 뒤의 nodeName', '비어 있다'],
      ['8단계 뒤의 nodeName', '적혀 있다'],
      ['8단계 뒤의 phase', 'Pending'],
      ['사라지는 단계', '3, 4, 5단계'],
    ] as const) {
      await expect(open).toContainText(task);
      await choices.getByRole('button', { name: answer }).click();
    }
    await expect(open).toContainText('베어 파드로 확인하기');
    await learner.seesTheEnd();
    await expect(learner.terminalText()).toContainText('DESIRED');
  });

  const told = page.getByTestId('live');
  const end = await told.innerText();
  await test.step('back and forward show the same again', async () => {
    await page.getByRole('button', { name: '한 단계 뒤로' }).click();
    await expect(told).toContainText('etcd에 저장합니다: Running');
    await page.getByRole('button', { name: '한 단계 뒤로' }).click();
    await expect(told).toContainText('Running 상태라고 API 서버에 보고합니다');
    await page.getByRole('button', { name: '한 단계', exact: true }).click();
    await expect(told).toContainText('etcd에 저장합니다: Running');
    await page.getByRole('button', { name: '한 단계', exact: true }).click();
    await expect(told).toHaveText(end);
  });

  await test.step('the slider is dragged, moved by keys, and steps by phases', async () => {
    const slider = page.getByRole('slider', { name: '재생 위치' });
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await expect(learner.pods('')).toHaveCount(0);
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuenow', '2');
    await expect(told).toContainText('etcd');
    await page.getByRole('button', { name: '다음 국면' }).click();
    await expect(told).toContainText('ReplicaSet 컨트롤러');
    await page.getByRole('button', { name: '다음 국면' }).click();
    await expect(told).toContainText('스케줄러');
    await expect(learner.pods('Pending')).toHaveCount(1);
  });

  await test.step('acting in the past begins another future; the old one stays', async () => {
    await learner.types('kubectl scale replicaset hello --replicas=3');
    await expect(page.getByRole('button', { name: '분기 2개', exact: true })).toBeVisible();
    await learner.seesTheEnd();
    await expect(learner.pods('Running')).toHaveCount(3);
    await page.getByRole('button', { name: '분기 2개', exact: true }).click();
    await page.getByRole('button', { name: /^첫 분기/ }).click();
    await expect(learner.pods('')).toHaveCount(1);
    await expect(learner.pods('Running')).toHaveCount(1);
    await expect(told).toHaveText(end);
  });
});
