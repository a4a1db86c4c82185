/**
 * Where bytes are: the grammar of storage addresses, local files and object stores behind one
 * interface, and the durable replacement of small files.
 */
package io.levin.storage;
