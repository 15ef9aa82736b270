// The JSON Schema of a profiles file as it is printed: the file that tools/schema.ts generated.
import schema from "../../schema/profiles.schema.json" with { type: "json" };

/** The schema's text, a newline at its end. */
export const JSON_SCHEMA_TEXT = `${JSON.stringify(schema, null, 2)}\n`;
