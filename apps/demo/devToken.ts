import { SignJWT } from 'jose'
import { teamId } from './src/contract.ts'
import { toUserId } from './src/toUserId.ts'

/** Who signs the tokens of the demo. */
export const tokenIssuer = 'telltale-demo'

/** A token that says "I am `name`, of the demo's team", good for 15 minutes; `null` when that is no name of 1 to 40 characters. */
export async function signDevToken(name: string, secret: string): Promise<string | null> {
  const userId = toUserId(name)
  if (userId === '' || name.length > 40) return null
  return new SignJWT({ name: name.trim(), teams: [teamId] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuer(tokenIssuer)
    .setIssuedAt()
    .setExpirationTime('15 minutes')
    .sign(new TextEncoder().encode(secret))
}
