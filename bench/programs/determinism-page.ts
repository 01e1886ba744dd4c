import { scenario } from './scenario.ts';

/** The scenario in a browser; the page's title becomes its hash. */
document.title = scenario(7).kernel.traceHash();
