/** The cluster that is imported into: its connections, its schemas, its table models. */
package io.levin.engine.target;
