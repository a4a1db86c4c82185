/** What to do about equal keys of different rows, which the merge finds ({@code operations} 10). */
package io.levin.engine.conflict;
