export { type BookableTask, TaskDirectory } from './task-directory.ts';
export { TasksModule } from './tasks.module.ts';
