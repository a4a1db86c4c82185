/** Whole imports into a cluster, with everything checked that they leave there. */
package io.levin.it;
