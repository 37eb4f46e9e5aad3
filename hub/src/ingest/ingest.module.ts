import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { PunchesModule } from '../punches/index.ts';
import { Aftermath } from './aftermath.ts';
import { BatchCommitter } from './batch-committer.ts';
import { ChainsRepository } from './chains.repository.ts';
import { Directories } from './directories.ts';
import { Histories } from './histories.ts';
import { IngestService } from './ingest.service.ts';
import { Judgement } from './judgement.ts';
import {
  CHAIN_WATCH,
  type ChainWatch,
  PEOPLE_DIRECTORY,
  type PeopleDirectory,
  SHIFT_DIRECTORY,
  type ShiftDirectory,
  TERMINAL_DIRECTORY,
  type TerminalDirectory,
} from './ports.ts';
import { QuarantineController } from './quarantine.controller.ts';
import { QuarantineRepository } from './quarantine.repository.ts';

/** The features that answer ingest's questions; the composition of the hub says which, so that ingest knows none of them. */
export interface IngestWiring {
  /** Modules that export the classes below. */
  imports: NonNullable<ModuleMetadata['imports']>;
  terminals: Type<TerminalDirectory>;
  people: Type<PeopleDirectory>;
  shifts: Type<ShiftDirectory>;
  chainWatch: Type<ChainWatch>;
}

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: that is what a dynamic module of Nest is
export class IngestModule {
  static register(wiring: IngestWiring): DynamicModule {
    return {
      module: IngestModule,
      imports: [PunchesModule, ...wiring.imports],
      controllers: [QuarantineController],
      providers: [
        { provide: TERMINAL_DIRECTORY, useExisting: wiring.terminals },
        { provide: PEOPLE_DIRECTORY, useExisting: wiring.people },
        { provide: SHIFT_DIRECTORY, useExisting: wiring.shifts },
        { provide: CHAIN_WATCH, useExisting: wiring.chainWatch },
        ...ingestParts,
      ],
      exports: [IngestService],
    };
  }
}

const ingestParts = [
  Aftermath,
  BatchCommitter,
  ChainsRepository,
  Directories,
  Histories,
  IngestService,
  Judgement,
  QuarantineRepository,
];
