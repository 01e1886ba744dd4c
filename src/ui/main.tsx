import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { boot } from './boot.ts';
import { Aground } from './shell/Aground.tsx';
import { keepOffline } from './offline.ts';

async function start(): Promise<void> {
  if (import.meta.env.MODE !== 'production' && location.search.includes('feed')) {
    const { createFeed } = await import('./dev-feed.ts');
    const ask = new URLSearchParams(location.search);
    const number = (name: string, otherwise: number): number => Number(ask.get(name) ?? otherwise);
    return boot(
      createFeed({
        workers: number('nodes', 3),
        pods: number('pods', 9),
        churn: number('churn', 0),
        packets: number('packets', 0),
      }),
    );
  }
  return boot();
}

/** The simulation is asked first and works while the page is drawn; with all there, the page is drawn once. In ms. */
const patienceMs = 50;

void Promise.race([start(), new Promise((resolve) => setTimeout(resolve, patienceMs))]).finally(() =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <Aground>
        <App />
      </Aground>
    </StrictMode>,
  ),
);
keepOffline();
