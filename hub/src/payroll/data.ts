/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export * from './pure.ts';
export { openWorker } from './work/open-worker.ts';
export { serveJobs } from './work/serve-jobs.ts';
