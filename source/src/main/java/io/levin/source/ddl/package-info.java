/** The schema files of a dump: their text, their statements, and their names in the target. */
package io.levin.source.ddl;
