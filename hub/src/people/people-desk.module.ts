import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { SiteKeysModule } from '../terminals/data.ts';
import { BadgesController } from './badges/badges.controller.ts';
import { BadgesService } from './badges/badges.service.ts';
import { PeopleChronicle } from './chronicle.ts';
import { BirthDateController } from './employees/birth-date.controller.ts';
import { BirthDateWriter } from './employees/birth-date-writer.ts';
import { BirthDatesRepository } from './employees/birth-dates.repository.ts';
import { BirthDatesService } from './employees/birth-dates.service.ts';
import { EmployeeListRepository } from './employees/employee-list.repository.ts';
import { EmployeesController } from './employees/employees.controller.ts';
import { EmployeesRepository } from './employees/employees.repository.ts';
import { EmployeesService } from './employees/employees.service.ts';
import { LeaversService } from './employees/leavers.service.ts';
import { ServiceController } from './employees/service.controller.ts';
import { CsvBody } from './imports/csv-body.ts';
import { ImportApplier } from './imports/import-applier.ts';
import { ImportUndoer } from './imports/import-undoer.ts';
import { ImportsController } from './imports/imports.controller.ts';
import { ImportsRepository } from './imports/imports.repository.ts';
import { ImportsService } from './imports/imports.service.ts';
import { PeopleModule } from './people.module.ts';
import { PeopleRounds } from './people-rounds.ts';
import { ErasureRepository } from './privacy/erasure.repository.ts';
import { PrivacyController } from './privacy/privacy.controller.ts';
import { PrivacyService } from './privacy/privacy.service.ts';
import { RetentionRepository } from './privacy/retention.repository.ts';
import { RetentionService } from './privacy/retention.service.ts';
import { SitesController } from './sites/sites.controller.ts';
import { SitesRepository } from './sites/sites.repository.ts';
import { SitesService } from './sites/sites.service.ts';

/** Where people are kept: sites, master data, badges, files, privacy. Apart from `PeopleModule`, which others ask and which needs nobody. */
@Module({
  imports: [PeopleModule, AuditTrailModule, SiteKeysModule],
  controllers: [
    SitesController,
    EmployeesController,
    ServiceController,
    BirthDateController,
    BadgesController,
    ImportsController,
    PrivacyController,
  ],
  providers: [
    BadgesService,
    BirthDateWriter,
    BirthDatesRepository,
    BirthDatesService,
    CsvBody,
    EmployeeListRepository,
    EmployeesRepository,
    EmployeesService,
    ErasureRepository,
    ImportApplier,
    ImportUndoer,
    ImportsRepository,
    ImportsService,
    LeaversService,
    PeopleChronicle,
    PeopleRounds,
    PrivacyService,
    RetentionRepository,
    RetentionService,
    SitesRepository,
    SitesService,
  ],
  exports: [PeopleRounds, RetentionService],
})
export class PeopleDeskModule {}
