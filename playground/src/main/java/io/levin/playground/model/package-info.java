/**
 * What the playground's cluster is: regions as TiKV knows them, as PD sees them and as each store
 * knows them, stores, timestamps and ids. No network in here.
 */
package io.levin.playground.model;
