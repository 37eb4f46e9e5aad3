import { SetMetadata } from '@nestjs/common';

export const RAW = 'tapclock:raw';

/** Answers without the envelope: for machines that expect a format of their own (Prometheus, health probes). */
export const Raw = () => SetMetadata(RAW, true);
