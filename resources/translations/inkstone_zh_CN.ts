<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AnswerLine</name>
    <message>
        <source>Copy answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Copy answer, %1</source>
        <translation>复制回答，%1</translation>
    </message>
    <message>
        <source>Regenerate answer</source>
        <translation>重新生成回答</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Interrupted: the program ended while this was written</source>
        <translation>已中断：写到这里时程序结束了</translation>
    </message>
</context>
<context>
    <name>AppField</name>
    <message>
        <source>Clear %1</source>
        <translation>清除%1</translation>
    </message>
</context>
<context>
    <name>ApprovalButtons</name>
    <message>
        <source>Allow once</source>
        <translation>允许一次</translation>
    </message>
    <message>
        <source>Allow once: %1</source>
        <translation>允许一次：%1</translation>
    </message>
    <message>
        <source>Allow in this folder for this conversation</source>
        <translation>本对话在此文件夹内允许</translation>
    </message>
    <message>
        <source>Allow in this folder for this conversation: %1</source>
        <translation>本对话在此文件夹内允许：%1</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Deny: %1</source>
        <translation>拒绝：%1</translation>
    </message>
</context>
<context>
    <name>ApprovalCard</name>
    <message>
        <source>%1: %2, waiting for you</source>
        <translation>%1：%2，等你决定</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1，位于 %2</translation>
    </message>
    <message>
        <source>Writing always asks. These are the exact bytes that will be in the file.</source>
        <translation>写入前总会询问。文件中将写入的内容与下面逐字节一致。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close banner</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Close: %1</source>
        <translation>关闭：%1</translation>
    </message>
</context>
<context>
    <name>CatalogueWords</name>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>俄语</translation>
    </message>
    <message>
        <source>%1 parameters, %2 active</source>
        <translation>%1 参数，激活 %2</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 参数</translation>
    </message>
    <message>
        <source>%1 to download, needs about %2 of memory</source>
        <translation>下载 %1，约需 %2 内存</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>可运行</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>较慢</translation>
    </message>
    <message>
        <source>Won&apos;t fit</source>
        <translation>装不下</translation>
    </message>
    <message>
        <source>This computer has %1 of memory</source>
        <translation>本机内存为 %1</translation>
    </message>
    <message>
        <source>At most about %1 tokens/s, by the speed of the memory</source>
        <translation>按内存速度估计，最多约每秒 %1 个词元</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Waits for the one before it</source>
        <translation>等待前一个完成</translation>
    </message>
    <message>
        <source>%1 of %2 are there</source>
        <translation>已有 %1 / %2</translation>
    </message>
    <message>
        <source>It is on this computer</source>
        <translation>已在本机</translation>
    </message>
    <message>
        <source>Looking for the files</source>
        <translation>正在查找文件</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>等待中：%1</translation>
    </message>
    <message>
        <source>Comparing with its sum, %1</source>
        <translation>正在核对校验和，%1</translation>
    </message>
    <message>
        <source>Unpacking, %1</source>
        <translation>正在解包，%1</translation>
    </message>
    <message>
        <source>Fetching, %1</source>
        <translation>正在下载，%1</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>This computer has %1 of memory. Sizes and speeds are estimates.</source>
        <translation>本机内存为 %1。大小和速度均为估计值。</translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Chats appear here and are saved as you type.</source>
        <translation>对话会出现在这里，边写边保存。</translation>
    </message>
    <message>
        <source>Chat menu</source>
        <translation>对话菜单</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Use the starter model</source>
        <translation>使用内置小模型</translation>
    </message>
</context>
<context>
    <name>ChatRow</name>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>在 %1 中</translation>
    </message>
    <message>
        <source>Menu of %1, row %2</source>
        <translation>%1 的菜单，第 %2 行</translation>
    </message>
</context>
<context>
    <name>ChatSection</name>
    <message>
        <source>Pinned</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>更早</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy code, block %1</source>
        <translation>复制代码，第 %1 块</translation>
    </message>
    <message>
        <source>Code, being written</source>
        <translation>代码，正在写</translation>
    </message>
    <message>
        <source>Show all %1 lines</source>
        <translation>显示全部 %1 行</translation>
    </message>
</context>
<context>
    <name>ComposerBox</name>
    <message>
        <source>Composer</source>
        <translation>输入区</translation>
    </message>
    <message>
        <source>Ask, or describe a job</source>
        <translation>提问，或描述要做的事</translation>
    </message>
    <message>
        <source>Attach folder</source>
        <translation>附加文件夹</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>无文件夹</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>文件夹：%1</translation>
    </message>
    <message>
        <source>Ask before writing</source>
        <translation>写入前询问</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Write the next message. It is answered when this answer ends.</source>
        <translation>可以写下一条消息，这次回答结束后接着回答。</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Think</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Think before answering</source>
        <translation>先思考再回答</translation>
    </message>
    <message>
        <source>The draft of this chat is too long to be shown here. It stays on the disk until you write another.</source>
        <translation>此对话的草稿太长，无法在此显示。在你另写草稿之前，它仍保存在磁盘上。</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>Changed, %1</source>
        <translation>有改动，%1</translation>
    </message>
    <message>
        <source>New, %1</source>
        <translation>新文件，%1</translation>
    </message>
    <message>
        <source>Show all %1 lines</source>
        <translation>显示全部 %1 行</translation>
    </message>
    <message>
        <source>No line feed at the end</source>
        <translation>末尾没有换行符</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Ask, or give it a small job</source>
        <translation>提个问题，或交给它一件小事</translation>
    </message>
    <message>
        <source>A small starter model, it runs on this computer.</source>
        <translation>这是内置的小模型，在本机运行。</translation>
    </message>
    <message>
        <source>It runs on this computer. Nothing you write is sent anywhere.</source>
        <translation>它在本机运行，写下的内容不会发往任何地方。</translation>
    </message>
    <message>
        <source>What is 17 % of 2,340?</source>
        <translation>2,340 的 17% 是多少？</translation>
    </message>
    <message>
        <source>Calculates, step by step shown</source>
        <translation>会计算，并显示每一步</translation>
    </message>
    <message>
        <source>How many miles are 5 km?</source>
        <translation>5 公里等于多少英里？</translation>
    </message>
    <message>
        <source>Converts units</source>
        <translation>换算单位</translation>
    </message>
    <message>
        <source>What time is it in Tokyo?</source>
        <translation>东京现在几点？</translation>
    </message>
    <message>
        <source>Knows the clock and the calendar</source>
        <translation>会看时间和日期</translation>
    </message>
    <message>
        <source>Where are my chats kept?</source>
        <translation>我的对话保存在哪里？</translation>
    </message>
    <message>
        <source>Explains Inkstone</source>
        <translation>介绍 Inkstone</translation>
    </message>
    <message>
        <source>Attach a folder with the paper clip and it can list, read and search its files and write notes; writing always asks first. For anything else, open a larger model from the model menu.</source>
        <translation>用回形针附加一个文件夹，它就能列出、读取和搜索其中的文件，也能写笔记；写入前总会先询问。其他问题请在模型菜单中打开更大的模型。</translation>
    </message>
    <message>
        <source>Get a model…</source>
        <translation>获取模型…</translation>
    </message>
</context>
<context>
    <name>ErrorCard</name>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Retry the answer, %1</source>
        <translation>重试回答，%1</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copy error details, %1</source>
        <translation>复制错误详情，%1</translation>
    </message>
</context>
<context>
    <name>ExampleRow</name>
    <message>
        <source>Ask: %1</source>
        <translation>提问：%1</translation>
    </message>
</context>
<context>
    <name>FolderChip</name>
    <message>
        <source>Attached folder: %1</source>
        <translation>已附加文件夹：%1</translation>
    </message>
    <message>
        <source>Remove folder %1</source>
        <translation>移除文件夹 %1</translation>
    </message>
</context>
<context>
    <name>FolderPicker</name>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Attach a folder</source>
        <translation>附加文件夹</translation>
    </message>
    <message>
        <source>It holds config.json, tokenizer.json and .safetensors files of a DeepSeek-V3-type model.</source>
        <translation>其中应有 DeepSeek-V3 类模型的 config.json、tokenizer.json 和 .safetensors 文件。</translation>
    </message>
    <message>
        <source>The model can list, read and search files in it. Writing asks first. It cannot leave the folder.</source>
        <translation>模型可以列出、读取和搜索其中的文件。写入前先询问，也不能离开这个文件夹。</translation>
    </message>
    <message>
        <source>Folder path</source>
        <translation>文件夹路径</translation>
    </message>
    <message>
        <source>Up to the parent folder</source>
        <translation>到上一级文件夹</translation>
    </message>
    <message>
        <source>Folders here</source>
        <translation>这里的文件夹</translation>
    </message>
    <message>
        <source>No folders here, %1 files</source>
        <translation>这里没有文件夹，有 %1 个文件</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>Used lately</source>
        <translation>最近用过</translation>
    </message>
    <message>
        <source>Recent folder %1</source>
        <translation>最近的文件夹 %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>打开此文件夹</translation>
    </message>
    <message>
        <source>Attach this folder</source>
        <translation>附加此文件夹</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Header</source>
        <translation>标题栏</translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation>显示侧栏</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Local, loading</source>
        <translation>本机，加载中</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>More for this chat</source>
        <translation>此对话的更多操作</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>HitRow</name>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message>
        <source>Jump to latest</source>
        <translation>跳到最新</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>To the message field</source>
        <translation>到输入框</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧栏</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>下一个对话</translation>
    </message>
    <message>
        <source>Rename the chat</source>
        <translation>重命名对话</translation>
    </message>
    <message>
        <source>Pin the chat</source>
        <translation>置顶对话</translation>
    </message>
    <message>
        <source>Delete the chat, in the list</source>
        <translation>在列表中删除对话</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>下一个区域</translation>
    </message>
    <message>
        <source>Previous, next message</source>
        <translation>上一条、下一条消息</translation>
    </message>
    <message>
        <source>Jump to latest</source>
        <translation>跳到最新</translation>
    </message>
    <message>
        <source>To the waiting approval</source>
        <translation>到等待的审批</translation>
    </message>
    <message>
        <source>On an approval: once, folder, deny</source>
        <translation>审批时：一次、文件夹、拒绝</translation>
    </message>
    <message>
        <source>Larger, smaller, normal</source>
        <translation>放大、缩小、还原</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Close, or stop the answer</source>
        <translation>关闭浮层，或停止回答</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Models to get</source>
        <translation>可获取的模型</translation>
    </message>
</context>
<context>
    <name>LibraryRow</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Go on and use</source>
        <translation>继续并使用</translation>
    </message>
    <message>
        <source>Get and use</source>
        <translation>获取并使用</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>%1 – Inkstone</source>
        <translation>%1 – Inkstone</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
</context>
<context>
    <name>MessageField</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>This text is too long for a message. Save it as a file in an attached folder, and ask about the file.</source>
        <translation>这段文字太长，不能作为消息。把它存为文件，放进附加的文件夹，再就该文件提问。</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open model folder…</source>
        <translation>打开模型文件夹…</translation>
    </message>
    <message>
        <source>Get a model…</source>
        <translation>获取模型…</translation>
    </message>
</context>
<context>
    <name>NewChatButton</name>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
</context>
<context>
    <name>ReasoningLine</name>
    <message>
        <source>Thinking</source>
        <translation>正在思考</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>collapsed</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>Thoughts, being written</source>
        <translation>思考过程，正在写</translation>
    </message>
</context>
<context>
    <name>RenameField</name>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
</context>
<context>
    <name>SearchResults</name>
    <message>
        <source>Found chats</source>
        <translation>找到的对话</translation>
    </message>
    <message>
        <source>No chat contains “%1”</source>
        <translation>没有对话包含“%1”</translation>
    </message>
    <message>
        <source>Titles and messages were searched.</source>
        <translation>已搜索标题和消息。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 gives the same answer every time; the starter model is made for 0.</source>
        <translation>0 表示每次回答相同；内置小模型按 0 训练。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Chats and settings</source>
        <translation>对话与设置</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘制方式</translation>
    </message>
    <message>
        <source>software</source>
        <translation>软件绘制</translation>
    </message>
    <message>
        <source>OpenGL</source>
        <translation>OpenGL</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Chat format</source>
        <translation>对话格式</translation>
    </message>
    <message>
        <source>How messages are put to %1. To be chosen only where its own is not recognised: with a wrong one it answers nonsense.</source>
        <translation>向 %1 传递消息的方式。只有在无法识别模型自带格式时才需要选择：选错了，回答会不知所云。</translation>
    </message>
    <message>
        <source>As the model says</source>
        <translation>按模型自带</translation>
    </message>
    <message>
        <source>Chat format: %1</source>
        <translation>对话格式：%1</translation>
    </message>
    <message>
        <source>Chat formats</source>
        <translation>对话格式</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Sidebar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Hide sidebar</source>
        <translation>隐藏侧栏</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Waiting for approval</source>
        <translation>等待审批</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 个正在运行</translation>
    </message>
    <message>
        <source>Nothing leaves this computer</source>
        <translation>数据不离开本机</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>%1 waiting for you</source>
        <translation>%1 个等你决定</translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Table, %1 rows</source>
        <translation>表格，%1 行</translation>
    </message>
</context>
<context>
    <name>TextBlock</name>
    <message>
        <source>Answer, being written</source>
        <translation>回答，正在写</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Close message</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>Toasts</name>
    <message>
        <source>Chat moved to Trash: %1</source>
        <translation>对话已移到回收站：%1</translation>
    </message>
    <message>
        <source>Chat moved to Trash</source>
        <translation>对话已移到回收站</translation>
    </message>
</context>
<context>
    <name>ToolBody</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy result: %1 %2</source>
        <translation>复制结果：%1 %2</translation>
    </message>
</context>
<context>
    <name>ToolCard</name>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>collapsed</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
</context>
<context>
    <name>UserBlock</name>
    <message>
        <source>You, %1: %2</source>
        <translation>你，%1：%2</translation>
    </message>
    <message>
        <source>Copy your message</source>
        <translation>复制你的消息</translation>
    </message>
    <message>
        <source>Copy your message, %1</source>
        <translation>复制你的消息，%1</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>You allowed once: write %1, %2</source>
        <translation>你允许了一次：写入 %1，%2</translation>
    </message>
    <message>
        <source>You allowed writing in this folder for this conversation: %1, %2</source>
        <translation>你允许本对话在此文件夹内写入：%1，%2</translation>
    </message>
    <message>
        <source>You denied: write %1, %2</source>
        <translation>你拒绝了：写入 %1，%2</translation>
    </message>
    <message>
        <source>message %1 of %2</source>
        <translation>第 %1 条，共 %2 条</translation>
    </message>
    <message>
        <source>Inkstone starter</source>
        <translation>Inkstone 小模型</translation>
    </message>
    <message>
        <source>%1 B parameters</source>
        <translation>%1 B 参数</translation>
    </message>
    <message>
        <source>%1 M parameters</source>
        <translation>%1 M 参数</translation>
    </message>
    <message>
        <source>Loading the model, %1 of %2</source>
        <translation>正在加载模型，%1 / %2</translation>
    </message>
    <message>
        <source>Loading the model, %1 s</source>
        <translation>正在加载模型，%1 秒</translation>
    </message>
    <message>
        <source>In the queue, %1 s</source>
        <translation>排队中，%1 秒</translation>
    </message>
    <message>
        <source>Reading %1 of %2 tokens</source>
        <translation>正在读取 %1 / %2 词元</translation>
    </message>
    <message>
        <source>Reading, %1 s</source>
        <translation>正在读取，%1 秒</translation>
    </message>
    <message>
        <source>Writing, %1 s</source>
        <translation>正在写，%1 秒</translation>
    </message>
    <message>
        <source>Running a tool, %1 s</source>
        <translation>正在运行工具，%1 秒</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>等你决定</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Loading the model, %1%</source>
        <translation>正在加载模型，%1%</translation>
    </message>
    <message>
        <source>Write 1 file</source>
        <translation>写入 1 个文件</translation>
    </message>
    <message>
        <source>The answer was cancelled</source>
        <translation>回答已取消</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Calculating</source>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>Calculate</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Calculated</source>
        <translation>已计算</translation>
    </message>
    <message>
        <source>Looking at the clock</source>
        <translation>正在看时间</translation>
    </message>
    <message>
        <source>Look at the clock</source>
        <translation>看时间</translation>
    </message>
    <message>
        <source>Looked at the clock</source>
        <translation>看了时间</translation>
    </message>
    <message>
        <source>Converting units</source>
        <translation>正在换算单位</translation>
    </message>
    <message>
        <source>Convert units</source>
        <translation>换算单位</translation>
    </message>
    <message>
        <source>Converted units</source>
        <translation>换算了单位</translation>
    </message>
    <message>
        <source>Listing files</source>
        <translation>正在列出文件</translation>
    </message>
    <message>
        <source>List files</source>
        <translation>列出文件</translation>
    </message>
    <message>
        <source>Listed files</source>
        <translation>列出了文件</translation>
    </message>
    <message>
        <source>Reading a file</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>Read a file</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>Searching files</source>
        <translation>正在搜索文件</translation>
    </message>
    <message>
        <source>Search files</source>
        <translation>搜索文件</translation>
    </message>
    <message>
        <source>Searched files</source>
        <translation>搜索了文件</translation>
    </message>
    <message>
        <source>Writing a file</source>
        <translation>正在写入文件</translation>
    </message>
    <message>
        <source>Write a file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>Wrote a file</source>
        <translation>写入了文件</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>You denied it</source>
        <translation>你拒绝了</translation>
    </message>
    <message>
        <source>Interrupted, check the file</source>
        <translation>已中断，请检查文件</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 minutes ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 hours ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation>M月d日 HH:mm</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>The model folder is damaged</source>
        <translation>模型文件夹已损坏</translation>
    </message>
    <message>
        <source>This model cannot run in this version</source>
        <translation>此版本不能运行这个模型</translation>
    </message>
    <message>
        <source>There is not enough memory for this answer</source>
        <translation>内存不够完成这次回答</translation>
    </message>
    <message>
        <source>The conversation is too long for this model</source>
        <translation>对话超出了这个模型的长度</translation>
    </message>
    <message>
        <source>The model computed a number that is not finite</source>
        <translation>模型算出了非有限的数</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>The chat cannot be written to disk</source>
        <translation>对话无法写入磁盘</translation>
    </message>
    <message>
        <source>Something the answer needs is not there</source>
        <translation>回答需要的东西不存在</translation>
    </message>
    <message>
        <source>The answer stopped</source>
        <translation>回答已停止</translation>
    </message>
    <message>
        <source>The model folder is damaged.</source>
        <translation>模型文件夹已损坏。</translation>
    </message>
    <message>
        <source>This model cannot run in this version.</source>
        <translation>此版本不能运行这个模型。</translation>
    </message>
    <message>
        <source>The model was not found.</source>
        <translation>没有找到模型。</translation>
    </message>
    <message>
        <source>There is not enough memory for this model.</source>
        <translation>内存不够运行这个模型。</translation>
    </message>
    <message>
        <source>The model could not be loaded.</source>
        <translation>模型无法加载。</translation>
    </message>
    <message>
        <source>Chats cannot be saved: the folder is read-only.</source>
        <translation>无法保存对话：文件夹是只读的。</translation>
    </message>
    <message>
        <source>Chats cannot be saved: the disk is full.</source>
        <translation>无法保存对话：磁盘已满。</translation>
    </message>
    <message>
        <source>The chat database was damaged.</source>
        <translation>对话数据库已损坏。</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>waits for you</source>
        <translation>等你决定</translation>
    </message>
    <message>
        <source>new answer</source>
        <translation>有新回答</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>%1 in (%2 cached)</source>
        <translation>输入 %1（缓存 %2）</translation>
    </message>
    <message>
        <source>%1 in</source>
        <translation>输入 %1</translation>
    </message>
    <message>
        <source>%1 out</source>
        <translation>输出 %1</translation>
    </message>
    <message>
        <source>Chats cannot be saved: a disk error.</source>
        <translation>无法保存对话：磁盘出错。</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translation>没有成功。</translation>
    </message>
    <message>
        <source>%1 files, %2 folders</source>
        <translation>%1 个文件，%2 个文件夹</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation>%1 处</translation>
    </message>
    <message>
        <source>wrote %1 bytes to %2</source>
        <translation>已向 %2 写入 %1 字节</translation>
    </message>
    <message>
        <source>added %1 bytes to %2</source>
        <translation>已向 %2 追加 %1 字节</translation>
    </message>
    <message>
        <source>The folder was not attached.</source>
        <translation>文件夹未能附加。</translation>
    </message>
    <message>
        <source>The chat could not be opened.</source>
        <translation>对话无法打开。</translation>
    </message>
    <message>
        <source>The search did not work.</source>
        <translation>搜索未成功。</translation>
    </message>
</context>
<context>
    <name>TrashPage</name>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>erase</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Deleted chats stay here until you empty the trash.</source>
        <translation>删除的对话会留在这里，直到清空回收站。</translation>
    </message>
    <message>
        <source>The trash is empty. Deleted chats are kept here until you empty it.</source>
        <translation>回收站是空的。删除的对话会留在这里，直到清空回收站。</translation>
    </message>
    <message>
        <source>Empty trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>%1 chats are erased for good. This cannot be undone. Type %2 to go on.</source>
        <translation>将永久删除 %1 个对话，无法撤销。请输入“%2”继续。</translation>
    </message>
    <message>
        <source>Type %1</source>
        <translation>输入“%1”</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Deleted chats</source>
        <translation>已删除的对话</translation>
    </message>
</context>
<context>
    <name>TrashRow</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Restore: %1</source>
        <translation>恢复：%1</translation>
    </message>
</context>
</TS>
