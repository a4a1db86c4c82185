/** JSON documents: as text, as a tree, and in the binary form that rows hold. */
package io.levin.kv.json;
