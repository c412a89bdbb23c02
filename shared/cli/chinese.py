"""What the commands say in Chinese when they refuse; the English sentence with the details follows.

A refusal is known by its slug. What is refused by a service comes with the service's own slug.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.errors import SuiteError

CHINESE: Mapping[str, str] = {
    "bad_arguments": "命令缺少参数，或给出的文件不能使用。",
    "file_unreadable": "命令中给出的文件无法读取。",
    "folder_in_use": "另一个 ostraka up 正在使用这个文件夹。",
    "port_taken": "端口已被其他程序占用。请换一个端口。",
    "start_failed": "有一个进程没有启动成功。请查看它的日志。",
    "no_lan_address": "找不到本机在局域网中的地址，或者有好几个。请用参数指明。",
    "lan_address_unusable": "给出的地址手机无法使用。",
    "host_unusable": "给出的主机名不能使用。",
    "not_local": "本机签发的证书只能用于局域网地址。",
    "certificate_unusable": "给出的证书在这里不能使用。",
    "options_apart": "有一个参数必须和另一个一起使用。",
    "never_published": "票箱已关闭，但没有等到档案。",
    "took_too_long": "等待时间过长，已停止。",
    "bad_demo_data": "演示数据有误。",
    "count_failed": "计票未能完成。",
    "receipt_broken": "有一张回执对应的选票不在档案中。请保存回执并报告。",
    "bundle_unusable": "资料包缺少文件，或文件无法读取。",
    "box_not_open": "票箱现在没有开放。",
    "meeting_not_finished": "会议还没有结束，票箱不收扫描。请先结束会议再公布；"
    "已经结束的，请看会议页有没有文件没有送达。已签的名还在。",
    "lists_not_fixed": "会议名单还没有冻结。",
    "credential_unknown": "这个凭条不在票箱公布的名单上。",
    "receipt_key_not_found": "给出的文件里没有这张回执的公钥。",
    "words_differ": "核对词不一致，可能有人给您看的是另一套内容。请停止并报告。",
    "meeting_not_ready": "会议还没有准备好票箱。请稍后再试。",
    "meeting_not_there": "票箱不认识这个会议。请核对地址。",
    "no_such_clause": "规则包里没有这个条款或编号。",
    "no_such_pack": "没有这个编号的规则包。",
    "address_unusable": "这不是票箱的网址。",
    "codes_unusable": "凭条代码文件无法读取。",
    "medium_full": "文件没有写完，存储介质可能已满。请换一个介质重做。",
    "slips_there": "目标位置已有凭条文件，不会覆盖。请换一个位置。",
    "ticket_unusable": "这个文件不是会议端发出的上传单。",
    "reserve_unusable": "备用凭条的数量超过了总数。",
    "key_unusable": "给出的内容不是公钥。",
    "scan_unusable": "这个文件不是剩余凭条扫描记录，或无法读取。",
    "signed_already": "这把密钥已经签过这份记录。需要另一名监票人签名。",
    "other_class": "这张凭条属于另一个票类。",
    "slip_not_listed": "这张凭条不在本次会议的任何名单上。",
    "scanned_already": "这张凭条已经扫描过。",
    "box_away": "票箱没有应答。请检查网络后重试，重复发送不会出错。",
    "batch_refused": "票箱不接受这批凭条，原因见下。",
    "font_missing": "没有安装中文字体。",
    "passphrases_differ": "两次输入的口令不一致。",
    "below_floor": "投票人数太少，公布计数会泄露个人意见，因此不予解密。",
    "board_not_ready": "密钥仪式还没有完成。",
    "key_file_exists": "这里已有密钥文件，不会覆盖。",
    "no_key_file": "这里没有密钥文件。",
    "signing_failed": "计算出错，结果已丢弃。请重试。",
    "bad_slip": "这不是有效的凭条代码，或有一组输错了。请逐组核对。",
    "share_at_fault": "份额有误，已指出责任人。",
    "other_tally": "同一票箱出现了另一份待解密结果，拒绝解密。请停止并报告。",
    "malformed": "内容的格式不对。",
    "verification_failed": "验证没有通过：证明、签名或摘要不成立。",
    "wrong_passphrase": "口令不对，密钥文件完好。请再试一次。",
    "damaged_key_file": "密钥文件已损坏，或者不是密钥文件。请使用备份。",
    "passphrase_too_short": "口令太短。",
    "cannot_seal_key": "这样的内容不能写成密钥文件。",
    "bad_receipt": "这不是一张完整的回执。请重新复制或扫描。",
    "rehearsal_unfinished": "演练还没有完成，还有密钥持有人没有操作。",
    "rehearsal_changed": "演练内容与您参加的不一致。请停止并报告。",
    "other_key_file": "这是别人的密钥文件，或另有用途的密钥文件。",
    "ceremony_unfinished": "密钥仪式还没有完成，还有密钥持有人没有操作。",
    "dealer_at_fault": "有一名密钥持有人发出的份额有误，仪式需重新开始。",
    "ceremony_board_changed": "公示的内容与先前不一致。请停止并报告。",
    "step_not_open": "前一步还没有全部完成，请稍后再试。",
    "message_stands": "您在这一步已经提交过另一份内容。",
    "malformed_document": "文件内容不完整，或有不认识的字段。",
    "database_away": "数据库没有应答。请稍后再试。",
    "busy": "现在太忙。请稍后再试，重复发送不会出错。",
    "peer_away": "连接不上服务。请检查网络和地址后重试。",
    "peer_answer_too_large": "服务的回答过大，已拒绝接收。",
    "peer_refused": "服务拒绝了请求，原因见下。",
    "key_file_unusable": "密钥文件缺失、权限过宽，或者内容不是密钥。",
    "pages_not_built": "网页文件还没有生成。请先运行 make web。",
    "case_unreadable": "案例文件的格式不对。",
    "source_missing": "缺少推导所依据的计票结果证书。",
    "parameters_rejected": "案例中的参数互相矛盾。",
    "ledger_broken": "票数账不平。",
    "paper_not_announced": "纸质票结果与会务登记端宣布的纸质票轮次不符。",
    "paper_numbers_broken": "纸质票的数字互相矛盾，不成立的关系见下。",
    "floor_ignored": "纸质票太少却公布了票数，或够数却没有公布。",
    "not_a_test": "这次会议不是试投，任何内容都不能清除。",
    "wipe_differs": "清除试投的指令与会议的票箱不符。",
    "not_a_fraction": "数字没有写成精确的分数。",
    "merge_incomplete": "合并所需的票还不齐。",
    "pack_rejected": "规则包不合格式，或有未定事项。",
    "several_results": "同一个人有多份同类结果，须由人决定采用哪一份。",
    "not_a_year": "等次建议只能依据年度判定作出。",
    "invalid_input": "输入的内容无法识别。",
    "not_authenticated": "请先登录。",
    "not_allowed": "您不能做这项操作。",
    "not_found": "没有找到。",
    "conflict": "现在的状态不允许这样做。",
    "unavailable": "暂时不可用，请稍后再试。",
    "error": "操作没有完成。",
}
"""slug: what is wrong and what to do, one or two short sentences"""


def told(refusal: SuiteError) -> list[str]:
    """Return the lines that tell somebody of ``refusal``: what kind it is in Chinese, then it."""
    kinds = (getattr(kind, "code", "") for kind in type(refusal).__mro__)
    return [next(CHINESE[code] for code in kinds if code in CHINESE), str(refusal)]
