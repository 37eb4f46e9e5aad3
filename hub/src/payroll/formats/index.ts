import { ADP_WFN } from './adp-wfn.ts';
import { DATEV_LODAS } from './datev-lodas.ts';
import { DATEV_LUG } from './datev-lug.ts';
import type { ExportFormat } from './format.ts';
import { GENERIC_CSV } from './generic-csv.ts';
import { GENERIC_JSON } from './generic-json.ts';
import { GENERIC_XLSX } from './generic-xlsx.ts';
import { GUSTO } from './gusto.ts';
import { PAYCHEX_PREVIEW } from './paychex-preview.ts';
import { PAYCHEX_SPI } from './paychex-spi.ts';
import { QUICKBOOKS_IIF } from './quickbooks-iif.ts';
import { SAGE_50 } from './sage-50.ts';
import { SAGE_IE } from './sage-ie.ts';
import { XERO_AU } from './xero-au.ts';
import { XERO_NZ, XERO_UK } from './xero-v2.ts';

const ALL: readonly ExportFormat[] = [
  GENERIC_CSV,
  GENERIC_XLSX,
  GENERIC_JSON,
  XERO_AU,
  XERO_UK,
  XERO_NZ,
  ADP_WFN,
  PAYCHEX_SPI,
  PAYCHEX_PREVIEW,
  QUICKBOOKS_IIF,
  GUSTO,
  DATEV_LODAS,
  DATEV_LUG,
  SAGE_IE,
  SAGE_50,
];

/** Every format by its id. */
export const EXPORT_FORMATS: ReadonlyMap<string, ExportFormat> = new Map(
  ALL.map(format => [format.id, format]),
);
