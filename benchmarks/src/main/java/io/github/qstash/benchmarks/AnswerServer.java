package io.github.qstash.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.search.AbstractSearchProcessorFactory;
import io.netty.buffer.search.SearchProcessor;
import io.netty.buffer.search.SearchProcessorFactory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.resources.LoopResources;

/**
 * Answers as QStash does, with as little work as possible, so that the client is what is
 * measured: one event loop, answers encoded beforehand, and the messages of a batch
 * counted without reading it as JSON.
 * <ul>
 * <li>{@code POST /v2/batch}: as many receipts as there are messages</li>
 * <li>any other {@code POST}: one receipt</li>
 * <li>{@code GET}: how many messages came so far</li>
 * </ul>
 */
final class AnswerServer implements Server {

	private static final String RECEIPT = "{\"messageId\":\"msg_26hZCxZCuWyyTWPmSVBrNC1RADwpgWxPcak2rQD51EMjFMuzcW7qYXpPiDyw8Gd\"}";

	private final Map<Integer, ByteBuf> answers = new HashMap<>();

	private final AtomicLong messages = new AtomicLong();

	private final LoopResources loops = LoopResources.create("answers", 1, true);

	private final Channel channel;

	AnswerServer() {
		EventLoopGroup loop = this.loops.onServer(true);
		this.channel = new ServerBootstrap().group(loop)
			.channelFactory(() -> this.loops.onChannel(ServerSocketChannel.class, loop))
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel connection) {
					connection.pipeline().addLast(new HttpRequestDecoder(), new Answers());
				}

			})
			.bind("127.0.0.1", 0)
			.syncUninterruptibly()
			.channel();
	}

	@Override
	public String url() {
		return "http://127.0.0.1:" + ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	@Override
	public void close() {
		this.channel.close().syncUninterruptibly();
		this.loops.dispose();
	}

	private static ByteBuf receipts(int messages) {
		return json("[" + String.join(",", Collections.nCopies(messages, RECEIPT)) + "]");
	}

	private static ByteBuf json(String body) {
		String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
				+ "\r\n\r\n" + body;
		return Unpooled.unreleasableBuffer(
				Unpooled.directBuffer(answer.length()).writeBytes(answer.getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Run until the standard input ends, which is when the process that started this one
	 * does.
	 * @param args ignored
	 */
	public static void main(String[] args) {
		try (AnswerServer server = new AnswerServer()) {
			System.out.println(server.url());
			while (System.in.read() >= 0) {
				// nobody writes
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What one connection asks, and what it is answered. */
	private final class Answers extends ChannelInboundHandlerAdapter {

		private static final SearchProcessorFactory ITEM = AbstractSearchProcessorFactory
			.newKmpSearchProcessorFactory("\"destination\":".getBytes(StandardCharsets.US_ASCII));

		private static final ByteBuf ONE = json(RECEIPT);

		private final SearchProcessor item = ITEM.newSearchProcessor();

		private boolean batch;

		private boolean count;

		private int items;

		@Override
		public void channelRead(ChannelHandlerContext context, Object part) {
			try {
				if (part instanceof HttpRequest request) {
					this.batch = request.uri().equals("/v2/batch");
					this.count = request.method().name().equals("GET");
					this.items = 0;
				}
				if (part instanceof HttpContent content && this.batch) {
					countItems(content.content());
				}
				if (part instanceof LastHttpContent) {
					context.write(answer().duplicate(), context.voidPromise());
				}
			}
			finally {
				ReferenceCountUtil.release(part);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			context.flush();
		}

		private void countItems(ByteBuf content) {
			int at = content.readerIndex();
			while (at < content.writerIndex()) {
				int found = content.forEachByte(at, content.writerIndex() - at, this.item);
				if (found < 0) {
					return;
				}
				this.items++;
				this.item.reset();
				at = found + 1;
			}
		}

		private ByteBuf answer() {
			if (this.count) {
				return json(AnswerServer.this.messages.toString());
			}
			AnswerServer.this.messages.addAndGet(this.batch ? this.items : 1);
			return this.batch ? AnswerServer.this.answers.computeIfAbsent(this.items, AnswerServer::receipts) : ONE;
		}

	}

}
