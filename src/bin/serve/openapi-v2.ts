import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** The form in which kubectl up to 1.28 insists on reading `/openapi/v2` before it applies anything. */
export const openApiV2Accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
/** What the answer calls itself: no media type may hold an @. */
export const openApiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/**
 * An OpenAPI v2 document without paths and definitions: kubectl then takes what it wants to know from v3.
 * Source: gnostic openapiv2 Document: 1 swagger, 2 info (1 title, 2 version), 8 paths.
 */
export function emptyOpenApiV2(version: string): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string('2.0');
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string('Kubernetes');
  writer.tag(2, WireType.LengthDelimited).string(version);
  writer.join();
  writer.tag(8, WireType.LengthDelimited).fork().join();
  return Buffer.from(writer.finish());
}
