/** Vectors of the secure channel, as hex; blanks only for reading. */

/** SIA OSDP v2.2 Annex E by goToMain/libosdp `tests/unit-tests/test-sc-sia-vectors.c`: SCBK-D, RND.A B0..B7, RND.B A0..A7. */
export const ANNEX_E = {
  rndA: 'b0b1b2b3b4b5b6b7',
  rndB: 'a0a1a2a3a4a5a6a7',
  enc: 'bf8dc2a8329acb8c67c6d0cd9a451682',
  mac1: '5e86c676603bdee2d8beafe178637332',
  mac2: '6fda86e857777e81132035758239172e',
  client: 'fde5d2f428ec16312471ea3c02bd7796',
  server: '26d3356e07762d262801fc8e6665a891',
  initialRMac: 'b2a30057eb98ba2229ec1f875662b524',
} as const;

/** One frame of a conversation: A is the panel, P the reader. */
export interface Said {
  by: 'A' | 'P';
  hex: string;
  name: string;
}

/** Computed from the key vector of Annex E: a reader with client id 0A00170300CAFEDE at address 0. */
export const ANNEX_E_SESSION: readonly Said[] = [
  { by: 'A', hex: '530013000d03110076b0b1b2b3b4b5b6b73177', name: 'CHLNG' },
  {
    by: 'P',
    hex: '53802b000d031200760a00170300cafedea0a1a2a3a4a5a6a7fde5d2f428ec16312471ea3c02bd77960b38',
    name: 'CCRYPT',
  },
  { by: 'A', hex: '53001b000e0313007726d3356e07762d262801fc8e6665a89140b4', name: 'SCRYPT' },
  { by: 'P', hex: '53801b000e03140178b2a30057eb98ba2229ec1f875662b5246eeb', name: 'RMAC_I' },
  { by: 'A', hex: '53000e000f02156069bdc654e136', name: 'POLL' },
  { by: 'P', hex: '53801e000f021850e7b60214adda74ed4bf674f8a3eae4b00a37e250fef2', name: 'RAW' },
  { by: 'A', hex: '53000e000d02156093c012e7a39a', name: 'POLL' },
  { by: 'P', hex: '53800e000d0216405289d2f390d7', name: 'ACK' },
];
/** Whole chain values within that session: the command MAC of the first POLL, the reply MAC of RAW. */
export const ANNEX_E_MACS = {
  poll: '69bdc65422f89a776a13a0a8a7348344',
  raw: '0a37e25084f07eb4cd383b12a59f3f40',
} as const;
/** FC 123 CN 4567, 26 bits. */
export const ANNEX_E_RAW_PAYLOAD = '00011a00bd88eb80';

/** bytedreamer/OSDP.Net `OSDPPacketTextFormatterTest`: a handshake under SCBK-D; this reader sends RMAC_I with the block type of CCRYPT. */
export const LEGACY_RMAC_SESSION: readonly Said[] = [
  { by: 'A', hex: '530013000E031100769ACC78E0E206FD8751ED', name: 'CHLNG' },
  {
    by: 'P',
    hex: 'FF53802B000E0312007600000015CD5B0700D66D5A91E600806A53FA00E5E6E152ABD57A7E10000B4A5FA052',
    name: 'CCRYPT',
  },
  { by: 'A', hex: '53001B000F031300772E82307D6D655DE166E7E7B2B02E1A7B9421', name: 'SCRYPT' },
  { by: 'P', hex: 'FF53801B000F03120178A96542F6D54E3C129768DB80DD2FDA504FC2', name: 'RMAC_I' },
];

/** bytedreamer/OSDP.Net `MessageTest`: all keys zero, last R-MAC zero, sequence 2, address 0. */
export const ZERO_KEY_COMMANDS: readonly { name: string; code: number; payload: string; hex: string }[] = [
  { name: 'POLL', code: 0x60, payload: '', hex: '53000e000e0215604b32767773b6' },
  {
    name: 'CAP',
    code: 0x62,
    payload: '00',
    hex: '53001e000e021762d14eb7ad982cc5f9aa25318a7eaed6260f6a2aa73870',
  },
  {
    name: 'COMSET',
    code: 0x6e,
    payload: '0180250000',
    hex: '53001e000e02176eaca3c2ffe4d9e599cd771b8ef3d13f23faab634e0895',
  },
];

/**
 * Z-bit-Systems-LLC/OSDP-Embedded `tests/captures/sc-monitor-current.osdpcap`: a whole session of a real panel, which sends the site key
 * under SCBK-D and then begins again with it. Sends LSTAT and RSTAT as encrypted commands with empty payloads.
 */
export const REAL_SESSION: readonly Said[] = [
  { by: 'A', hex: '530009000461 00c066', name: 'ID' },
  { by: 'P', hex: '53801400 0445 0a00170300cafedeed015002 043b', name: 'PDID' },
  { by: 'A', hex: '530013000d03110076 cdcd921212d3ee6a 8c8b', name: 'CHLNG' },
  {
    by: 'P',
    hex: '53802b000d03120076 0a00170300cafede 6162636465666768 4b7e2f98ad79bd968119a8d1d3dbdaee 8efd',
    name: 'CCRYPT',
  },
  { by: 'A', hex: '53001b000e03130077 a230f5d33b25f43434929ab208de90a7 4103', name: 'SCRYPT' },
  { by: 'P', hex: '53801b000e03140178 d8f543e207ac5d2e30be9fac3aa04bea 9585', name: 'RMAC_I' },
  {
    by: 'A',
    hex: '53002e000f021775 ea64e3517 4e309d66ad2807354cdde659eb5226f32566390915ed77987bf517c 4125ec77 6496',
    name: 'KEYSET',
  },
  { by: 'P', hex: '53800e000f021640 b1892dfe 5295', name: 'ACK' },
  { by: 'A', hex: '53001300 0d03110176 636e3478f7085c57 5ce0', name: 'CHLNG' },
  {
    by: 'P',
    hex: '53802b000d03120176 0a00170300cafede 6162636465666768 597b8467ad2b557296e1234e379dc311 2f55',
    name: 'CCRYPT',
  },
  { by: 'A', hex: '53001b000e03130177 dbd8cb35c81188cbdcf560521ec84469 3564', name: 'SCRYPT' },
  { by: 'P', hex: '53801b000e03140178 b1e1998a99229228c5b11a3d3922cc8d 65f1', name: 'RMAC_I' },
  { by: 'A', hex: '53001e000f021762 4cbdace660da28f9080d316704be7ae0 3ae55c71 97fc', name: 'CAP' },
  {
    by: 'P',
    hex: '53803e000f021846 d98f68df2d3b69a8d0e0d7ec43d9b32e2abed1f57734c4baa3170b8063903588c4b2bf14a720361c56a2ff97a6f6c7a4 3856377d aa32',
    name: 'PDCAP',
  },
  { by: 'A', hex: '53001e000d021769 0245f090720128b1d00bfe54c7a9ef58 1edae770 59d2', name: 'LED' },
  { by: 'P', hex: '53800e000d021640 d66d222c fb95', name: 'ACK' },
  {
    by: 'A',
    hex: '53003e000e02176b 0e1ad8d9f7f7b73e7b590cf3b5fa651d6ae3df83c71486d8ae488e7309d8a21bd1744d9f878a3f858acb7caba81c29de 36fc2f80 fcbd',
    name: 'TEXT',
  },
  { by: 'P', hex: '53800e000e021640 ca21171b 03dd', name: 'ACK' },
  { by: 'A', hex: '53001e000f021764 7cba291c203920b54c9eed4462363ce8 c5c8988f 1eef', name: 'LSTAT' },
  { by: 'P', hex: '53801e000f021848 db34e7e81c61f12ff45fcb7602f6de2f 1a5232df 33d4', name: 'LSTATR' },
  { by: 'A', hex: '53001e000d021767 6b5d290a899f39d3703cf854f2107d17 6bc0279c 5941', name: 'RSTAT' },
  { by: 'P', hex: '53801e000d02184b f244420c178936178cbc2a26e36d2d0d f70b4c76 0e32', name: 'RSTATR' },
  { by: 'A', hex: '53001e000e02177b 75cbfe2a3951c61660541538e34a8fdd 47f6e197 b8df', name: 'ACURXSIZE' },
  { by: 'P', hex: '53800e000e021640 580338f6 0924', name: 'ACK' },
  { by: 'A', hex: '53000e000f021560 98108d64 b0c7', name: 'POLL' },
  { by: 'P', hex: '53800e000f021640 b3921554 3453', name: 'ACK' },
  { by: 'A', hex: '53000e000d021560 7cb547fe 0d8b', name: 'POLL' },
  { by: 'P', hex: '53800e000d021640 a28205f7 1874', name: 'ACK' },
  { by: 'A', hex: '53000e000e021560 d15b4d23 a3de', name: 'POLL' },
  { by: 'P', hex: '53800e000e021640 8cc62c32 83dd', name: 'ACK' },
];

/** What that session is made of. */
export const REAL_SESSION_SECRETS = {
  first: {
    enc: '037fdce2a3317c3a58eaa52ed0be031a',
    mac1: '5c82abbe4db3f3527ba619f8eccc5c4b',
    mac2: '1bdbc1cf675c6bd96dee03895f360cd1',
  },
  second: {
    enc: '4ec7f4ae57ee3b43fa53f66b1b761383',
    mac1: '54bd40c7e6633a8b44f89c35d3cdd360',
    mac2: '518d3075a5da4cc0e0857debc219bff0',
  },
  keysetPayload: '0110d459f02f6602e5651f3b553bc283d43e',
  keysetMac: '4125ec771786821cfb05c6d2a06c6dd4',
  keysetAckMac: 'b1892dfe5de4ccafa837009c0dce7693',
} as const;
