/**
 * The dump: which files it has, what tables they belong to, how they are cut into chunks, and how
 * their rows are read.
 */
package io.levin.source;
