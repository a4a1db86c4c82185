/** Compression of whole files. */
package io.levin.source.compress;
