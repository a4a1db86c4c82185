/** Sessions: variables, transactions, and what each statement does. */
package io.levin.playground.tidb.session;
