export type { Audience, Notice } from './domain/notice.ts';
export { MailRounds } from './mail/mail-rounds.ts';
export { Notices } from './notices.ts';
export { NotificationFeed } from './notification-feed.ts';
export { NotificationsModule } from './notifications.module.ts';
