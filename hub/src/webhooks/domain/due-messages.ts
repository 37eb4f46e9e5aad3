import { WEBHOOK_QUEUE_MAX, type WebhookEventType } from '@tapclock/contracts';

/** Somebody who may be told of events. */
interface Listener {
  id: string;
  types: readonly WebhookEventType[];
  site: string | null;
  waiting: number;
}

interface Told {
  type: WebhookEventType;
  site: string;
}

/** Messages for one webhook; null: there is no room for all of them. */
export interface Due<Message> {
  webhook: string;
  messages: readonly Message[] | null;
}

/** Which of these messages go to which webhook, in their order. `isNew` says whether a webhook has not had one yet. */
export function dueMessages<Who extends Listener, Message extends Told>(
  listeners: readonly Who[],
  messages: readonly Message[],
  isNew: (listener: Who, message: Message) => boolean,
): Due<Message>[] {
  return listeners.flatMap(listener => {
    const due = messages.filter(
      message =>
        listener.types.includes(message.type) &&
        (listener.site === null || listener.site === message.site) &&
        isNew(listener, message),
    );
    if (due.length === 0) return [];
    const hasRoom = listener.waiting + due.length <= WEBHOOK_QUEUE_MAX;
    return [{ webhook: listener.id, messages: hasRoom ? due : null }];
  });
}
