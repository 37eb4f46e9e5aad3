export { BoardModule } from './board.module.ts';
export { BOARD_CURSOR } from './board.repository.ts';
export { BoardService, type Touched, touchedBy } from './board.service.ts';
export { boardFor, changesFor } from './narrow-board.ts';
