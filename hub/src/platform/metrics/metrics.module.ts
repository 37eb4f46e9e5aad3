import { Controller, Get, Global, Header, Inject, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Needs } from '../http/access/needs.ts';
import { Raw } from '../http/raw.decorator.ts';
import { HubMetrics } from './hub-metrics.ts';

/** Prometheus scrape; text format 0.0.4. */
@ApiExcludeController()
@Controller('metrics')
@Raw()
export class MetricsController {
  readonly #metrics: HubMetrics;

  constructor(@Inject(HubMetrics) metrics: HubMetrics) {
    this.#metrics = metrics;
    metrics.collectProcess();
  }

  @Needs('metrics.read')
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.#metrics.registry.metrics();
  }
}

@Global()
@Module({ controllers: [MetricsController], providers: [HubMetrics], exports: [HubMetrics] })
export class MetricsModule {}
