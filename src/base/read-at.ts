import type { FileHandle } from 'node:fs/promises';

/** So many bytes of an open file from a place on; fewer where it ends before. */
export async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
