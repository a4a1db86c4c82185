/**
 * JSON Schema (draft 2019-09) as TiDB's JSON_SCHEMA_VALID understands it: what the library that it
 * uses accepts and refuses, with its peculiarities.
 */
package io.levin.kv.jsonschema;
