/**
 * Event loops over the best transport of the machine: epoll where there is one, NIO elsewhere; and who a peer is.
 *
 * <p>Shared by every listener, so that a protocol package never asks which transport it runs on, and all count peers alike.
 */
package dev.sluice.origin.net;
