/** What to do about equal keys of different rows, which the merge finds. */
package io.levin.engine.conflict;
