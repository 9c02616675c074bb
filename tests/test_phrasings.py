"""What the grammar's examples do not show: word orders, subjects left out, figures beside figures."""

from __future__ import annotations

import pytest

from ingest.facts import Facts
from ingest.plan import facts_of

HEAD = "湖北省园区产业发展方案\n鄂政发〔2026〕1号\n2026年1月5日\n一、重点任务\n（一）产业布局\n{}"
COPPER, FOIL, PHOSPHATE = "特种铜材", "电子铜箔", "磷化工"
HUANGSHI, JINGMEN, YICHANG = "黄石高新区", "荆门高新区", "宜昌高新区"


def read(text: str) -> Facts:
    return facts_of(HEAD.format(text), "plan.txt")


def pairs(facts: Facts, type: str) -> set[tuple[str, str]]:
    names = {n.id: str(n.properties["name"]) for n in facts.nodes}
    return {(names[r.start], names[r.end]) for r in facts.relationships if r.type == type}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("黄石高新区抢抓特种铜材产业机遇。", {(HUANGSHI, COPPER)}),
        ("黄石高新区前瞻谋划特种铜材、电子铜箔。", {(HUANGSHI, COPPER), (HUANGSHI, FOIL)}),
        ("黄石高新区重点向特种铜材方向发力。", {(HUANGSHI, COPPER)}),
        ("黄石高新区以特种铜材见长，要在此基础上发展电子铜箔。", {(HUANGSHI, COPPER), (HUANGSHI, FOIL)}),
        ("黄石高新区突出特种铜材首位产业，兼顾电子铜箔。", {(HUANGSHI, COPPER), (HUANGSHI, FOIL)}),
        ("黄石高新区做大做强特种铜材产业并同步培育电子铜箔产业。", {(HUANGSHI, COPPER), (HUANGSHI, FOIL)}),
        ("特种铜材产业的承载园区为黄石高新区、荆门高新区。", {(HUANGSHI, COPPER), (JINGMEN, COPPER)}),
        ("特种铜材产业统一由黄石高新区承载。", {(HUANGSHI, COPPER)}),
        ("特种铜材产业以黄石高新区为主、荆门高新区为辅。", {(HUANGSHI, COPPER), (JINGMEN, COPPER)}),
        ("围绕特种铜材产业，支持黄石高新区、荆门高新区建设专业园区。", {(HUANGSHI, COPPER), (JINGMEN, COPPER)}),
        ("在特种铜材领域，支持黄石高新区率先突破。", {(HUANGSHI, COPPER)}),
        ("黄石高新区、荆门高新区。两区共同承载特种铜材产业。", {(HUANGSHI, COPPER), (JINGMEN, COPPER)}),
        ("1.特种铜材。由黄石高新区、荆门高新区承载。", {(HUANGSHI, COPPER), (JINGMEN, COPPER)}),
        ("加快建设特种铜材、磷化工等2大产业集聚区，依次由黄石高新区、荆门高新区承载。",
         {(HUANGSHI, COPPER), (JINGMEN, PHOSPHATE)}),
        ("以黄石高新区为核心承载区，以荆门高新区、宜昌高新区为两翼，建设特种铜材产业走廊。",
         {(HUANGSHI, COPPER), (JINGMEN, COPPER), (YICHANG, COPPER)}),
        ("特种铜材产业由黄石高新区（主攻电子铜箔）、荆门高新区共同承载。",
         {(HUANGSHI, COPPER), (HUANGSHI, FOIL), (JINGMEN, COPPER)}),
        ("黄石高新区聚焦两个方向：\n——特种铜材，推动就地配套；\n——电子铜箔。",
         {(HUANGSHI, COPPER), (HUANGSHI, FOIL)}),
        ("黄石高新区发展以下产业：\n——特种铜材；\n——不再新上印染项目。", {(HUANGSHI, COPPER)}),
        ("黄石高新区。区内的西塞山科技园主攻特种铜材。", {("西塞山科技园", COPPER)}),
        ("市北高新区（静安区）重点发展特种铜材。", {("市北高新区", COPPER)}),
        ("生命蓝湾重点布局特种铜材。", {("生命蓝湾", COPPER)}),
        ("特种铜材产业布局在大冶市。", {("大冶市", COPPER)}),
        ("| 事项 | 黄石高新区 | 荆门高新区 |\n|---|---|---|\n| 主攻方向 | 特种铜材 | 磷化工 |\n| 退出方向 | 印染 | 焦化 |",
         {(HUANGSHI, COPPER), (JINGMEN, PHOSPHATE)}),
    ],
)  # fmt: skip
def test_a_park_and_its_industry_are_found(text: str, found: set[tuple[str, str]]) -> None:
    assert pairs(read(text), "SUPPORTS") == found


def test_the_words_for_a_wing_hold_its_industry() -> None:
    text = "特种铜材产业以黄石高新区为核心承载区，以荆门高新区为两翼，统一标准。"
    for labelled in (text, text.replace("产业以", "：以")):
        facts = [r for r in read(labelled).relationships if r.type == "SUPPORTS"]
        assert len(facts) == 2
        assert all("特种铜材" in str(r.properties["quote"]) for r in facts)


@pytest.mark.parametrize(
    "text",
    [
        "黄石高新区引进特种铜材产业高层次人才20名。",
        "黄石高新区成立特种铜材产业联盟。",
        "黄石高新区特种铜材产业产值达到300亿元。",
        "部分园区主业不够突出、用地不够集约。",
        "将特种铜材列入全省候选产业，承载园区另行确定。",
        "有基础的园区抢抓特种铜材机遇。",
        "黄石高新区强化要素保障。",
        "发展特种铜材产业。建设北方重要基地，以黄石高新区为核心，提升服务。",
        "责任单位：黄石高新区管委会（牵头），市科技局。",
        "园区是指经开区、海关特殊监管区域等产业功能区（以下统称园区）。园区应当重点发展绿色石化。",
        "坚持把高新区作为孕育新业态、新链条的主阵地。",
        "《规划》立足全市开发区发展基础现状。",
        "将建设一批产业优势突出、功能定位清晰、集聚效应明显的省级高新技术产业开发区。",
    ],
)
def test_what_only_sounds_like_it_is_no_fact(text: str) -> None:
    assert pairs(read(text), "SUPPORTS") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("磁湖孵化器由黄石高新区运营，重在项目筛选。", {(HUANGSHI, "磁湖孵化器")}),
        ("1.磁湖孵化器。已投入使用，由黄石高新区运营。", {(HUANGSHI, "磁湖孵化器")}),
        ("黄石高新区建设磁湖加速器，建成后由其负责运营。", {(HUANGSHI, "磁湖加速器")}),
        ("由黄石高新区筹建并运营磁湖加速器。", {(HUANGSHI, "磁湖加速器")}),
        ("提升黄石高新区运营的磁湖孵化器的服务能力，由荆门高新区建设并运营漳河加速器。",
         {(HUANGSHI, "磁湖孵化器"), (JINGMEN, "漳河加速器")}),
        ("建设荷兰瓦赫宁根、德国亚琛离岸创新中心，建成后分别由黄石高新区、荆门高新区运营。",
         {(HUANGSHI, "荷兰瓦赫宁根离岸创新中心"), (JINGMEN, "德国亚琛离岸创新中心")}),
        ("黄石高新区深化与德国的合作，继续运营好设在德国亚琛的离岸创新中心。",
         {(HUANGSHI, "德国亚琛离岸创新中心")}),
    ],
)  # fmt: skip
def test_who_runs_a_body_is_said_before_or_after_it(text: str, found: set[tuple[str, str]]) -> None:
    assert pairs(read(text), "OPERATES") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到2028年，企业数量在2025年已达7860家的基础上突破9000家，收入占比提高到22%左右。",
         {("企业数量", 9000, "2028"), ("收入占比", 22, "2028")}),
        ("到2028年，企业数量继2025年突破4800家之后达到6500家以上。", {("企业数量", 6500, "2028")}),
        ("到2028年，技术合同成交额不低于1200亿元（2025年为1086亿元）。", {("技术合同成交额", 1200, "2028")}),
        ("到2028年，注册企业突破4000家，而2025年末为2700家；载体覆盖率达到90%以上。",
         {("注册企业", 4000, "2028"), ("载体覆盖率", 90, "2028")}),
        ("到2028年，发明专利拥有量达到65万件，较2025年的48万件明显提升。", {("发明专利拥有量", 65, "2028")}),
        ("到2028年，研发平台由目前的355家增加到480家以上。", {("研发平台", 480, "2028")}),
        ("碳酸锂年产能目前已达到13万吨，2028年达到20万吨。", {("碳酸锂年产能", 20, "2028")}),
        ("到2028年，在轨卫星达到200颗，工业增加值同比增长7%以上。",
         {("在轨卫星", 200, "2028"), ("工业增加值同比增长", 7, "2028")}),
    ],
)  # fmt: skip
def test_a_target_is_told_from_what_is_reached(text: str, found: set[tuple[object, ...]]) -> None:
    assert {
        (n.properties["indicator"], n.properties["value"], n.properties["period"])
        for n in read(text).nodes
        if n.label == "Target"
    } == found


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("海南州", "海南藏族自治州"), ("海南省", "海南省"), ("玉树市", "玉树市"), ("玉树州", "玉树藏族自治州"),
        ("吉林市", "吉林市"), ("吉林省", "吉林省"), ("恩施州", "恩施土家族苗族自治州"), ("兴安盟", "兴安盟"),
    ],
)  # fmt: skip
def test_the_rank_that_is_written_decides_between_namesakes(said: str, meant: str) -> None:
    assert pairs(read(f"{said}重点发展特种铜材产业。"), "SUPPORTS") == {(meant, COPPER)}


def test_a_place_and_a_trade_are_no_university() -> None:
    said = "设立大连海洋工程装备研究院、重大装备创新研究院，支持大连理工盘锦研究院。"
    assert pairs(read(said), "AFFILIATED_WITH") == {("大连理工盘锦研究院", "大连理工大学")}


def test_a_park_keeps_its_whole_name_and_has_one_within_its_province() -> None:
    said = "武汉张江高科技园区发展储能产业。湖北省黄石高新区与黄石高新区发展氢能产业。"
    assert pairs(read(said), "SUPPORTS") == {("武汉张江高科技园区", "储能"), (HUANGSHI, "氢能")}


def test_what_a_city_wants_to_be_is_no_body() -> None:
    facts = read("建设武汉国家科技创新中心，筹建黄石铜材技术创新中心。")
    assert {str(n.properties["name"]) for n in facts.nodes if n.label == "Institute"} == {
        "黄石铜材技术创新中心"
    }


def test_a_section_that_looks_back_sets_no_target() -> None:
    body = "上缴税金由2015年的1054亿元增加到2020年的1734亿元，占全省的34.5%。"
    text = "湖北省“十四五”园区发展规划\n一、开局\n（一）{}\n" + body
    for title in ("发展基础", "工作成效", "夯实产业基础", "主要目标"):
        facts = facts_of(text.format(title), "plan.txt")
        assert not [n for n in facts.nodes if n.label == "Target"]
    ahead = text.format("夯实产业基础") + "到2025年，上缴税金达到2000亿元。"
    assert len([n for n in facts_of(ahead, "plan.txt").nodes if n.label == "Target"]) == 1
    behind = ahead.replace("夯实产业基础", "发展基础")
    assert not [n for n in facts_of(behind, "plan.txt").nodes if n.label == "Target"]


@pytest.mark.parametrize(
    "said",
    """积极拓展国际市场 壮大集体经济 兼顾公平与效率 抢占科技制高点 承载国家战略使命 深耕东北亚 抓好要素保障 开辟绿色通道
    布局新型基础设施 加快发展方式绿色转型 主打服务牌 拓展发展空间 打造双创升级版 聚焦企业需求 突出抓好项目建设 集聚创新资源
    培育创新主体 打造一流营商环境 改造提升传统产业 瞄准世界一流 狠抓项目落地 主攻科技前沿 延伸服务链条 做强做优做大国有企业
    围绕产业链部署创新链 打造产业生态圈 构建现代化产业体系 布局一批产业创新平台 提升产业链现代化水平 以改革创新为动力""".split(),
)
def test_what_a_park_also_does_is_no_industry(said: str) -> None:
    assert pairs(read(f"黄石高新区{said}。"), "SUPPORTS") == set()


@pytest.mark.parametrize(
    "text",
    [
        "数字化转型由黄石高新区牵头推进。",
        "创新资源向黄石高新区集聚。",
        "一批重大项目落户黄石高新区、荆门高新区。",
        "黄石高新区：牵头负责。",
        "生物医药产业联盟落户黄石高新区。",
        "以黄石高新区为核心，带动周边区域发展。",
        "在黄石高新区布局国家重大科技基础设施。",
    ],
)
def test_what_else_comes_to_a_park_is_no_industry(text: str) -> None:
    assert pairs(read(text), "SUPPORTS") == set()
