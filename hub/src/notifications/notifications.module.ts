import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { Hearers } from './hearers.ts';
import { MailRepository } from './mail/mail.repository.ts';
import { MailPlanner } from './mail/mail-planner.ts';
import { MailRounds } from './mail/mail-rounds.ts';
import { MailTransport } from './mail/mail-transport.ts';
import { Notices } from './notices.ts';
import { NotificationFeed } from './notification-feed.ts';
import { NotificationsController } from './notifications.controller.ts';
import { NotificationsRepository } from './notifications.repository.ts';
import { Notifications } from './notifications.service.ts';
import { SettingsController } from './settings/settings.controller.ts';
import { SettingsRepository } from './settings/settings.repository.ts';
import { Settings } from './settings/settings.service.ts';

@Module({
  imports: [AuditTrailModule],
  controllers: [NotificationsController, SettingsController],
  providers: [
    Hearers,
    MailPlanner,
    MailRepository,
    MailRounds,
    MailTransport,
    Notices,
    NotificationFeed,
    Notifications,
    NotificationsRepository,
    Settings,
    SettingsRepository,
  ],
  exports: [Notices],
})
export class NotificationsModule {}
