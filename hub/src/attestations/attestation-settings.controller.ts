import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AttestationSetting, AttestationSettingPut, apiSuccess, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { AttestationSettings } from './attestation-settings.ts';

const SitePath = z.object({ site: Slug });
const OK = { schema: openapi(apiSuccess(AttestationSetting)) };

@ApiTags('attestations')
@Controller('api/v1/sites/:site/attestation')
export class AttestationSettingsController {
  readonly #settings: AttestationSettings;

  constructor(@Inject(AttestationSettings) settings: AttestationSettings) {
    this.#settings = settings;
  }

  @Needs('sites.read')
  @Get()
  @ETag()
  @ApiOperation({ summary: 'Whether hours are approved only after their worker attested them' })
  @ApiOkResponse(OK)
  async find(@Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>): Promise<AttestationSetting> {
    return await this.#settings.find(site);
  }

  @Needs('sites.write')
  @Records('attestation-setting.put')
  @Put()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Says whether attesting is needed; it counts for whatever is not approved yet' })
  @ApiBody({ schema: openapi(AttestationSettingPut, 'input') })
  @ApiOkResponse(OK)
  async put(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(AttestationSettingPut)) wanted: AttestationSettingPut,
  ): Promise<AttestationSetting> {
    return await this.#settings.put(site, wanted, version);
  }
}
