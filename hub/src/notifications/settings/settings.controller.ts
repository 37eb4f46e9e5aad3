import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, NotificationSettings, NotificationSettingsPut } from '@tapclock/contracts';
import type { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { SignedIn } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { accountOf } from '../account-of.ts';
import { Settings } from './settings.service.ts';

@ApiTags('notifications')
@Controller('api/v1/auth/me/notification-settings')
export class SettingsController {
  readonly #settings: Settings;

  constructor(@Inject(Settings) settings: Settings) {
    this.#settings = settings;
  }

  @SignedIn()
  @Get()
  @ETag()
  @ApiOperation({ summary: 'What one hears of, in which way, and when no mail comes' })
  @ApiOkResponse({ schema: openapi(apiSuccess(NotificationSettings)) })
  async find(@Asking() asking: Principal): Promise<z.infer<typeof NotificationSettings>> {
    return await this.#settings.of(accountOf(asking));
  }

  @SignedIn()
  @Records('notification-settings.changed')
  @Put()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Chooses what one hears of; kinds that are left out go back to what is usual' })
  @ApiBody({ schema: openapi(NotificationSettingsPut, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(NotificationSettings)) })
  async put(
    @Asking() asking: Principal,
    @IfMatch() version: number,
    @Body(new ZodPipe(NotificationSettingsPut)) wanted: z.infer<typeof NotificationSettingsPut>,
  ): Promise<z.infer<typeof NotificationSettings>> {
    return await this.#settings.put(accountOf(asking), version, wanted);
  }
}
