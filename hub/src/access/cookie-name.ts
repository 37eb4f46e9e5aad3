/**
 * A cookie's name as browsers are told it. With the prefix they take it from encrypted answers only, so nobody on the line plants one in clear
 * (RFC 6265bis, 4.1.3.1). Without encryption, on loopback, they would refuse the prefix.
 */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Secure-${name}` : name;
}
